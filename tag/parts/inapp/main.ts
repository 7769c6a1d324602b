/** Asks the browser inside an app of Meta's for the click id that the address has lost: fetched where there is such a browser. */
import type { Part } from '../../src/host.ts'
import { join } from '../join.ts'
import { askApp, type Asked } from './app.ts'

const inapp: Part = ({ jar, on, page, visit }) => {
  let open = false
  on('shut', () => void (open = false))
  on('open', () => {
    open = true
    if (jar.read('_fbc')[0]) return
    askApp(page as unknown as Asked, (id) => {
      if (!open) return
      const fbc = `fb.${jar.index}.${Date.now()}.${id}`
      jar.write('_fbc', fbc)
      visit({ fbc })
    })
  })
}

join(inapp)
