/**
 * Looks which of several consent platforms is on the page, and has its adapter fetched. A platform that has shown itself
 * is waited for like one that has not been answered, so that the rank of those that a site names holds.
 */
import type { Part } from '../../src/host.ts'
import type { Adapter, Globals } from '../cmp/adapter.ts'
import { join } from '../join.ts'

const scout: Part = ({ page, settings, tag }) => {
  /** What a page holds where the platform is, by its name: one of several globals. */
  const { signs } = settings.cmp as { readonly signs: Readonly<Record<string, string>> }
  for (const name in signs) {
    const shows = () =>
      signs[name]!.split(' ').some((sign) => {
        const found = (page as Globals)[sign]
        // Many a shop has a data layer: it must speak of consent.
        return found && (!found.pop || found.some((entry: any) => entry[0] === 'consent'))
      })
    const standIn: Adapter = {
      read: () => shows() && 'wait',
      ask: () => shows() && tag.fetch!(`cmp.${name}`),
    }
    tag.adapter!(name, standIn)
  }
}

join(scout)
