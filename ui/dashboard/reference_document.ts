// The OpenAPI document, as far as the API page reads it.
import { useReport } from './report.ts'

export interface Schema {
  $ref?: string
  type?: string
  description?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  enum?: (string | number)[]
  const?: unknown
  default?: unknown
  maxLength?: number
}

export interface Operation {
  tags?: string[]
  summary?: string
  description?: string
  parameters?: { name: string; in: string; description?: string; schema?: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema; example?: unknown }> }
  responses: Record<string, { description: string; content?: Record<string, { schema?: Schema }> }>
  'x-codeSamples'?: { lang: string; label: string; source: string }[]
}

export interface Document {
  paths: Record<string, Partial<Record<'get' | 'post', Operation>> & { servers?: { url: string }[] }>
  components: { schemas: Record<string, Schema> }
}

export interface Door {
  path: string
  method: 'get' | 'post'
  operation: Operation
}

export class Reference {
  readonly document: Document

  constructor(document: Document) {
    this.document = document
  }

  /** The operations of one tag, in the document's order. */
  doors(tag: string): Door[] {
    return Object.entries(this.document.paths).flatMap(([path, item]) =>
      (['get', 'post'] as const).flatMap((method) => {
        const operation = item[method]
        return operation?.tags?.includes(tag) ? [{ path, method, operation }] : []
      }))
  }

  /** The first code sample of a path, with this gateway's own address in it. */
  sample(path: string): string {
    const item = this.document.paths[path]
    return (item?.post ?? item?.get)?.['x-codeSamples']?.[0]?.source ?? ''
  }

  /** The record that a schema names, through lists and alternatives; undefined for plain values. */
  record(schema: Schema): [name: string, record: Schema] | undefined {
    if (schema.$ref) {
      const name = schema.$ref.split('/').pop()!
      const found = this.document.components.schemas[name]
      return found?.properties && [name, found]
    }
    return [...(schema.anyOf ?? []), ...(schema.items ? [schema.items] : [])].map((each) => this.record(each)).find(Boolean)
  }

  /** A record and every record in it, each once, outermost first. */
  records(schema: Schema): [name: string, record: Schema][] {
    const found = new Map<string, Schema>()
    const visit = (each: Schema) => {
      const named = this.record(each)
      if (!named || found.has(named[0])) return
      found.set(...named)
      Object.values(named[1].properties ?? {}).forEach(visit)
    }
    visit(schema)
    return [...found]
  }

  /** A schema's type in a few words: "text", "whole number or nothing", "list of TagEvent". */
  type(schema: Schema): string {
    if (schema.$ref) return this.named(schema.$ref.split('/').pop()!)
    if (schema.enum) return schema.enum.map(String).join(' | ')
    if ('const' in schema) return JSON.stringify(schema.const)
    if (schema.anyOf) return schema.anyOf.filter(({ type }) => type !== 'null').map((each) => this.type(each)).join(' or ')
    if (schema.items) return `list of ${this.type(schema.items)}`
    return WORDS[schema.type ?? ''] ?? 'any'
  }

  private named(name: string): string {
    const { enum: values } = this.document.components.schemas[name] ?? {}
    return values ? values.map(String).join(' | ') : name
  }
}

const WORDS: Record<string, string> = {
  string: 'text', integer: 'whole number', number: 'number', boolean: 'true or false', object: 'object', array: 'list',
}

export function useReference(): Reference | undefined {
  const { value } = useReport<Document>('/schema/openapi.json')
  return value && new Reference(value)
}
