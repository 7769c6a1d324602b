// What the emulator answers, and how a page stays up to date with it.
import { useEffect, useState } from 'preact/hooks'
import type { Slice } from '../look/bars.tsx'

export interface Tally { counted: number; received: number; deduplicated: number; browser: number; server: number }
export interface EventTally extends Tally { event_name: string }
export interface MatchKey { key: string; name: string; browser: number; server: number }

export interface Overview {
  now: number
  total: Tally & { rejected: number }
  by_event: EventTally[]
  slices: Slice[]
  match_keys: MatchKey[]
  findings: number
}

export type Source = 'browser' | 'server'
export type Values = Record<string, unknown>

export interface Fields {
  event_source_url?: string
  custom_data?: Values
  user_data?: Values
  client_ip_address?: string
  client_user_agent?: string
  fbp?: string
  fbc?: string
}

export interface Leg { number: number; received_at: number; transport: string; fields: Fields }
export interface Difference { field: string; browser: string; server: string; at: number }
export interface Line { field: string; browser: unknown; server: unknown; differs: boolean }

export interface Pair {
  number: number
  dataset: string
  event_name: string
  event_id: string | null
  received_at: number
  survivor: Source
  gap_seconds: number | null
  repeat_of: number | null
  browser: Leg | null
  server: Leg | null
  difference: Difference | null
}

export interface Rejected {
  number: number
  received_at: number
  source: Source
  dataset: string
  rule: string
  index: number | null
  status: number
  error: { code: number; error_subcode?: number; message: string; error_user_title?: string; error_user_msg?: string }
  event_count: number
  event: Values | null
}

export interface KeyShare {
  key: string
  name: string
  priority: 'high' | 'medium' | 'low'
  points: number
  coverage: number
  contributed: number
  gain: number
}

export interface MatchQuality {
  event_name: string
  score: number
  events: number
  keys: KeyShare[]
  advice: { key: string; name: string; gain: number; text: string }[]
}

export interface MatchQualities { most: number; target: number; events: MatchQuality[] }

/** One event that a check has found; `refused` when nothing of it was kept. */
export interface Example {
  event_name: string
  event_id: string | null
  source: Source
  received_at: number
  detail: string
  refused?: true
}

export interface Finding {
  key: string
  title: string
  trigger: string
  cure: string
  severity: 'problem' | 'notice'
  evidence: 'documented' | 'observed' | 'ours'
  count: number
  example: Example | null
}

export async function read<T>(path: string): Promise<T> {
  const answer = await fetch(path, { cache: 'no-store' })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`)
  return answer.json() as Promise<T>
}

export async function startAnew(): Promise<void> {
  await fetch('/sandbox/reset', { method: 'POST' })
}

const CALM = 700 // ms between two readings, however fast events come in

/** Whether the live feed is open, and a number that grows when there is something new to read. */
export function useLive(): { live: boolean | undefined; beat: number } {
  const [live, setLive] = useState<boolean | undefined>(undefined)
  const [beat, setBeat] = useState(0)
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined
    const feed = new EventSource('/sandbox/live')
    feed.onopen = () => setLive(true)
    feed.onerror = () => setLive(false)
    feed.onmessage = () => {
      waiting ??= setTimeout(() => { waiting = undefined; setBeat((last) => last + 1) }, CALM)
    }
    return () => { feed.close(); clearTimeout(waiting) }
  }, [])
  return { live, beat }
}

/** The answer at `path`, read again whenever `beat` changes; undefined until the first answer. */
export function useAnswer<T>(path: string, beat: number): T | undefined {
  const [answer, setAnswer] = useState<T | undefined>(undefined)
  useEffect(() => {
    let current = true
    read<T>(path).then((found) => current && setAnswer(() => found)).catch(() => undefined)
    return () => { current = false }
  }, [path, beat])
  return answer
}
