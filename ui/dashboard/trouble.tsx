import type { Problem, Report } from './report.ts'
import type { ComponentChildren } from 'preact'

/** What is wrong and what to do, in the place where an answer was expected. */
export function Trouble({ problem, cure }: Problem) {
  return <p class="card trouble" role="alert"><strong>{problem}</strong> {cure}</p>
}

interface ReportedProps<T> {
  report: Report<T>
  children: (value: T) => ComponentChildren
}

/** A report once it is there: nothing before the first answer, the problem when there is none. */
export function Reported<T>({ report, children }: ReportedProps<T>) {
  if (report.value === undefined) return report.problem ? <Trouble {...report.problem} /> : <p class="soft" aria-busy="true">Reading the books…</p>
  return <>{report.problem && <Trouble {...report.problem} />}{children(report.value)}</>
}
