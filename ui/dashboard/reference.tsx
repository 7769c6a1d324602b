import './reference.css'
import { Card } from '../look/card.tsx'
import { Fields } from './fields.tsx'
import { Prose } from './prose.tsx'
import { useReference, type Door, type Reference } from './reference_document.ts'

export function ReferencePage() {
  const reference = useReference()
  return (
    <>
      <div class="page-head"><h1>API</h1><a class="small" href="/schema/openapi.json">OpenAPI document</a></div>
      <p class="soft lede">The doors of the gateway: what they take and what they answer. The example is a command for this gateway;
        put a key of the site into <code>TANDEM_KEY</code> first (<code>tandem key</code> makes one).</p>
      {reference && <Doors reference={reference} />}
    </>
  )
}

function Doors({ reference }: { reference: Reference }) {
  return (
    <>
      {reference.doors('Gateway').map((door) => <DoorCard key={door.path} door={door} reference={reference} />)}
      <Card title="What this dashboard answers">
        <p class="soft">On the dashboard's own port, read only. Build your own reports on it.</p>
        <ul class="rows">{reference.doors('Dashboard').map((door) => <DashboardDoor key={door.path} door={door} />)}</ul>
      </Card>
    </>
  )
}

function DoorCard({ door: { path, method, operation }, reference }: { door: Door; reference: Reference }) {
  const asked = Object.values(operation.requestBody?.content ?? {})[0]?.schema
  return (
    <section class="card door" aria-labelledby={`door${path}`}>
      <div class="card-head">
        <h2 id={`door${path}`}><span class="method">{method.toUpperCase()}</span> <code>{path}</code></h2>
        <span class="soft">{operation.summary}</span>
      </div>
      <div class="card-body">
        {operation.description && <p class="lede"><Prose>{operation.description}</Prose></p>}
        {operation['x-codeSamples']?.map(({ label, source }) => (
          <figure key={label}><figcaption class="small soft">{label}</figcaption><pre class="command" tabIndex={0}>{source}</pre></figure>
        ))}
        {asked && <Fields schema={asked} reference={reference} />}
        <Answers door={operation} reference={reference} />
      </div>
    </section>
  )
}

function Answers({ door, reference }: { door: Door['operation']; reference: Reference }) {
  return (
    <>
      <h3>Answers</h3>
      <dl class="answers">
        {Object.entries(door.responses).sort().map(([status, { description, content }]) => {
          const schema = Object.values(content ?? {})[0]?.schema
          return (
            <div key={status}>
              <dt><code>{status}</code></dt>
              <dd><Prose>{description}</Prose> {schema?.$ref && <Shape schema={schema} reference={reference} />}</dd>
            </div>
          )
        })}
      </dl>
    </>
  )
}

function Shape({ schema, reference }: { schema: { $ref?: string }; reference: Reference }) {
  return <details><summary>Its fields</summary><Fields schema={schema} reference={reference} /></details>
}

function DashboardDoor({ door: { path, method, operation } }: { door: Door }) {
  return (
    <li>
      <p><span class="method">{method.toUpperCase()}</span> <code class="break">{path}</code> <span class="soft">{operation.summary}</span></p>
      {operation.description && <p class="small soft"><Prose>{operation.description}</Prose></p>}
      {operation.parameters && <p class="small faint">{operation.parameters.map(({ name }) => name).join(', ')}</p>}
    </li>
  )
}
