// The little of Node that the tests use; the tag itself runs in browsers only.
declare module 'node:test' {
  export default function test(promise: string, body: () => void | Promise<void>): void
}
declare module 'node:assert/strict' {
  export function equal(actual: unknown, expected: unknown, message?: string): void
  export function deepEqual(actual: unknown, expected: unknown, message?: string): void
  export function match(actual: string, expected: RegExp, message?: string): void
  export function ok(value: unknown, message?: string): void
}
declare module 'node:fs' {
  export function readFileSync(path: string, encoding: 'utf8'): string
  export function readdirSync(path: string): string[]
}
declare module '*/tag_wire.mjs' {
  export function typesOf(schema: unknown): string
}
