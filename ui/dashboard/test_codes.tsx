import { when } from './amounts.ts'
import { Prose } from './prose.tsx'
import { useReport } from './report.ts'
import type { CodeWarning } from './shapes.ts'

/** On every page, as long as events are sent under a test code: Meta counts them, and somebody should end it. */
export function TestCodes() {
  const { value = [] } = useReport<CodeWarning[]>('/api/test-codes')
  return <>{value.map((code) => <Warning key={`${code.destination} ${code.code}`} code={code} />)}</>
}

function Warning({ code }: { code: CodeWarning }) {
  return (
    <section class="card test-code" role="status">
      <p class="break"><strong>Test code <code>{code.code}</code> {code.sent ? 'is being sent' : 'is set, and no longer sent'}</strong> to {code.destination}.{' '}
        {code.sent
          ? <>Meta shows these events under Test Events, and counts them all the same. Since <Time at={code.begun_at} />, until <Time at={code.ends_at} />.</>
          : <>It began <Time at={code.begun_at} /> and its time was over <Time at={code.ends_at} />; events go on without it, last <Time at={code.used_at} />.</>}</p>
      <p class="small">To end it: <Prose>{code.cure}</Prose></p>
    </section>
  )
}

const Time = ({ at }: { at: string }) => <time dateTime={at}>{when(at)}</time>
