import { attempt } from '../../src/attempt.ts'
import type { Adapter, Globals, Reading } from './adapter.ts'

/** The consent platforms that a site reads, by their adapters. */
export interface Voices {
  /** In the order of their rank. One of a name that is known takes the other's place, and it is answered that it did. */
  add(name: string, adapter: Adapter): boolean
  /** Ask whom it is time to ask. */
  ask(): void
  /** Where the visitor is, if one of them knows. */
  where(): string
  /**
   * Of those that are here the first that has something to say of this visitor, and its name. `free` when nobody has,
   * and all are here or there is no more use in waiting for the others (`late`); then with the name of the last.
   */
  spoken(region: string, late: boolean): readonly [Reading, string | undefined]
}

/** `changed` hears that one of them has said something. */
export function openVoices(page: Globals, names: Readonly<Record<string, string[]>>, changed: () => void): Voices {
  const all: { name: string; it: Adapter; told?: any; asked?: unknown }[] = []

  return {
    add(name, it) {
      const known = all.find((voice) => voice.name === name)
      if (known) known.it = it
      else all.push({ name, it })
      return !!known
    },
    ask: () =>
      all.forEach((voice) =>
        attempt(() => {
          voice.asked ||= voice.it.ask?.(page, (what) => {
            voice.told = what
            changed()
          })
        }),
      ),
    where: () => all.map(({ it, told }) => told && it.where?.(told)).find((place) => place) || '',
    spoken(region, late) {
      const said = all.map(({ name, it, told }) => {
        const read = attempt(() => [it.read(page, told, names[name] || [], region)])
        return [read ? read[0] : ('wait' as Reading), name] as const
      })
      const first = said.find(([reading]) => reading && reading !== 'free')
      const [, free] = said.filter(([reading]) => reading).pop() || []
      return first || [late || said.every(([reading]) => reading) ? 'free' : undefined, free]
    },
  }
}
