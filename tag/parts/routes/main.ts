/** A single-page application's routes: a PageView for each address that the visitor goes to without loading a page. */
import type { Part } from '../../src/host.ts'
import { join } from '../join.ts'
import { whenRouted } from './history.ts'

const routes: Part = ({ on, page, tag }) => {
  // Where the page brought its own `fbq`, Meta's library would count the same routes.
  const tell = () => {
    if (page.fbq) page.fbq.disablePushState = page.fbq.allowDuplicatePageViews = true
  }
  on('pixel', tell)
  whenRouted(page, () => {
    tell()
    tag.track('PageView')
  })
}

join(routes)
