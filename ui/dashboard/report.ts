// Asks the dashboard's API for a report, and asks again when the ledger has changed.
import { useEffect, useState } from 'preact/hooks'
import { beat } from './live.ts'

export interface Problem {
  problem: string
  cure: string
}

/** `value` is the latest answer; it stays while a newer one is on its way, and when one fails. */
export interface Report<T> {
  value?: T
  problem?: Problem
}

const SILENCE: Problem = { problem: 'The dashboard does not answer.', cure: 'Start it again; this page then goes on.' }

/** Milliseconds between an answer and the next question. */
const REST = 1_000
/** A slow answer earns a longer rest: at most a tenth of the time goes into asking. */
const PATIENCE = 9

export function useReport<T>(url: string): Report<T> {
  const [report, setReport] = useState<Report<T>>({})
  useEffect(() => follow<T>(url, (told) => setReport((before) => ({ ...keep(before, told), ...told }))), [url])
  return report
}

function keep<T>(before: Report<T>, told: Report<T>): Report<T> {
  return told.problem && before.value !== undefined ? { value: before.value } : {}
}

function follow<T>(url: string, tell: (told: Report<T>) => void): () => void {
  let resting = false
  let missed = false
  let stopped = false

  async function ask() {
    if (resting) {
      missed = true
      return
    }
    resting = true
    const began = performance.now()
    const told = await fetchReport<T>(url)
    if (stopped) return
    tell(told)
    setTimeout(wake, Math.max(REST, (performance.now() - began) * PATIENCE))
  }

  function wake() {
    resting = false
    if (!missed || stopped) return
    missed = false
    void ask()
  }

  const unsubscribe = beat.subscribe(() => void ask())
  return () => {
    stopped = true
    unsubscribe()
  }
}

/** One question, one answer. */
export async function fetchReport<T>(url: string): Promise<Report<T>> {
  try {
    const reply = await fetch(url)
    const body = await reply.json()
    return reply.ok ? { value: body as T } : { problem: body.error as Problem }
  } catch {
    return { problem: SILENCE }
  }
}
