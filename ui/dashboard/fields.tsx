import { Prose } from './prose.tsx'
import type { Reference, Schema } from './reference_document.ts'

/** A record's fields in a table, and those of each record inside it below. */
export function Fields({ schema, reference }: { schema: Schema; reference: Reference }) {
  return <>{reference.records(schema).map(([name, record]) => <RecordTable key={name} name={name} record={record} reference={reference} />)}</>
}

function RecordTable({ name, record, reference }: { name: string; record: Schema; reference: Reference }) {
  return (
    <section class="record">
      <h3>{name}</h3>
      {record.description && <p class="soft small">{record.description}</p>}
      <table class="table fields">
        <thead><tr><th scope="col">Field</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead>
        <tbody>
          {Object.entries(record.properties ?? {}).map(([field, schema]) => (
            <tr key={field}>
              <th scope="row"><code>{field}</code>{record.required?.includes(field) && <span class="required"> required</span>}</th>
              <td class="soft">{reference.type(schema)}</td>
              <td><Prose>{meaning(schema)}</Prose></td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function meaning(schema: Schema): string {
  const told = schema.description ?? schema.anyOf?.find(({ description }) => description)?.description ?? ''
  const { default: usual } = schema
  const plain = usual === undefined || usual === null || usual === '' || typeof usual === 'object'
  return plain ? told : `${told} Left out: ${String(usual)}.`.trim()
}
