/** A window that adapters can join, and the adapters that did, by name. Import it before them. */
import type { Adapter } from '../parts/cmp/adapter.ts'

export const adapters: Record<string, Adapter> = {}

Object.assign(globalThis, { window: { tandem: (_: string, name: string, it: Adapter) => void (adapters[name] = it) } })
