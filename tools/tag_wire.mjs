// Makes tag/src/wire.ts from contracts/wire.schema.json, so that the tag cannot send what the gateway does not know.
// A test compares the two; after a change of the schema: `node tools/tag_wire.mjs`.
import { readFileSync, writeFileSync } from 'node:fs'

const SCHEMA = 'contracts/wire.schema.json'
const TYPES = 'tag/src/wire.ts'
const HEAD = `// Made from ${SCHEMA} by tools/tag_wire.mjs. Change the schema, then run it again.\n`

/** The TypeScript text for a schema's definitions, one exported type for each. */
export function typesOf(schema) {
  const declared = Object.entries(schema.$defs).map(([name, node]) => `${comment(node, '')}${declaration(name, node)}`)
  return [HEAD, ...declared].join('\n')
}

function declaration(name, node) {
  return node.properties ? `export interface ${name} ${type(node)}\n` : `export type ${name} = ${type(node)}\n`
}

function type(node) {
  if (node.$ref) return node.$ref.split('/').pop()
  if ('const' in node) return JSON.stringify(node.const)
  if (node.enum) return node.enum.map((value) => `'${value}'`).join(' | ')
  if (node.type === 'array') return `${type(node.items)}[]`
  if (node.properties) return fields(node)
  if (node.additionalProperties) return `Record<string, ${type(node.additionalProperties)}>`
  const plain = { string: 'string', integer: 'number', number: 'number', boolean: 'boolean', object: 'Record<string, unknown>' }
  if (!(node.type in plain)) throw new Error(`No TypeScript for ${JSON.stringify(node)}`)
  return plain[node.type]
}

function fields(node) {
  const required = new Set(node.required)
  const lines = Object.entries(node.properties).map(
    ([name, field]) => `${comment(field, '  ')}  ${name}${required.has(name) ? `: ${type(field)}` : optional(field)}`,
  )
  return `{\n${lines.join('\n')}\n}`
}

/** JSON leaves `undefined` out, so a field that may be absent may also be undefined. */
function optional(node) {
  return `?: ${type(node)} | undefined`
}

function comment(node, indent) {
  return node.description ? `${indent}/** ${node.description} */\n` : ''
}

if (process.argv[1]?.endsWith('tag_wire.mjs')) {
  writeFileSync(TYPES, typesOf(JSON.parse(readFileSync(SCHEMA, 'utf8'))))
}
