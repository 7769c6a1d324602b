import type { Part } from '../src/host.ts'

/** How every part ends: the stub or the tag itself takes the call. */
export function join(part: Part): void {
  ;(window as unknown as { tandem: (verb: 'join', part: Part) => void }).tandem('join', part)
}
