import { Badge, BrowserBadge, ServerBadge } from '../look/badge.tsx'
import { clock, plural } from '../look/format.ts'
import { useAnswer, type Example, type Finding } from './api.ts'

const EVIDENCE = {
  documented: 'Meta documents this diagnostic.',
  observed: 'Users report this diagnostic; Meta does not document it.',
  ours: 'Tandem’s own check: Meta shows nothing like it.',
} as const

/** What is accepted and still wrong, with its cure; and which checks found nothing. */
export function DiagnosticsPage({ beat }: { beat: number }) {
  const findings = useAnswer<{ diagnostics: Finding[] }>('/sandbox/diagnostics', beat)?.diagnostics
  if (!findings) return <p class="soft">Reading…</p>
  const found = findings.filter((finding) => finding.count > 0)
  const quiet = findings.filter((finding) => finding.count === 0)
  return (
    <>
      <h1>{found.length ? `${plural(found.length, 'check')} found something` : 'Nothing to mend'}</h1>
      <p class="soft">Asked of the newest 1,000 events. Unless it says refused, an event named here was accepted all the same.</p>
      {found.map((finding) => <FindingCard key={finding.key} finding={finding} />)}
      {quiet.length > 0 && <Quiet findings={quiet} />}
    </>
  )
}

function FindingCard({ finding }: { finding: Finding }) {
  return (
    <article class="card finding">
      <header class="pair-head">
        <h2>{finding.title}</h2>
        <Badge kind={finding.severity === 'problem' ? 'refused' : 'notice'}>
          {`${finding.severity === 'problem' ? 'Problem' : 'Notice'}: ${plural(finding.count, 'event')}`}
        </Badge>
      </header>
      <dl class="finding-body">
        <dt>Cure</dt><dd>{finding.cure}</dd>
        <dt>When it fires</dt><dd>{finding.trigger} <span class="soft">{EVIDENCE[finding.evidence]}</span></dd>
        {finding.example && <><dt>Example</dt><dd><ExampleLines example={finding.example} /></dd></>}
      </dl>
    </article>
  )
}

function ExampleLines({ example }: { example: Example }) {
  return (
    <>
      <span class="example-head">
        {example.source === 'browser' ? <BrowserBadge /> : <ServerBadge />}
        <strong>{example.event_name}</strong>
        {example.event_id && <span class="mono small break">{example.event_id}</span>}
        <span class="soft small">{clock(example.received_at)}</span>
        {example.refused && <Badge kind="refused">Refused</Badge>}
      </span>
      <span class="break">{example.detail}</span>
    </>
  )
}

function Quiet({ findings }: { findings: Finding[] }) {
  return (
    <details class="card quiet" open={findings.length > 12}>
      <summary>{plural(findings.length, 'check')} found nothing</summary>
      <ul>{findings.map((finding) => <li key={finding.key}><Badge kind="counted">Fine</Badge><span>{finding.title}</span></li>)}</ul>
    </details>
  )
}
