import { Card } from '../look/card.tsx'
import { count } from '../look/format.ts'
import { tick, when } from './amounts.ts'
import type { Ending, Series, Slice } from './shapes.ts'
import { ENDINGS } from './words.ts'

const STACK: readonly Ending[] = ['delivered', 'waiting', 'withheld', 'refused']
const WIDTH = 10
const HEIGHT = 100

/** What became of the conversions, by the time at which they were first heard of. */
export function Chart({ series: { step, slices } }: { series: Series }) {
  const tallest = Math.max(0, ...slices.map(height))
  const [first, last] = [slices[0], slices.at(-1)]
  return (
    <Card title="What became of them" aside={<EndingsLegend />}>
      <p class="chart-top small faint" aria-hidden="true">{count(tallest)}</p>
      <svg class="bars endings" viewBox={`0 0 ${slices.length * WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img"
        aria-label={describe(slices)}>
        {tallest > 0 && slices.map((slice, index) => <Bar key={slice.at} slice={slice} x={index * WIDTH} unit={HEIGHT / tallest} />)}
        <line class="bar-base" x1="0" x2={slices.length * WIDTH} y1={HEIGHT} y2={HEIGHT} />
      </svg>
      {first && last && <p class="bars-ends"><span>{tick(first.at, step)}</span><span>{tick(last.at, step)}</span></p>}
    </Card>
  )
}

const height = (slice: Slice): number => STACK.reduce((sum, ending) => sum + slice[ending], 0)

function Bar({ slice, x, unit }: { slice: Slice; x: number; unit: number }) {
  let top = HEIGHT
  return (
    <g>
      <title>{`${when(slice.at)}: ${sentence(slice)}`}</title>
      {STACK.map((ending) => {
        const tall = slice[ending] * unit
        top -= tall
        return <rect key={ending} class={`is-${ending}`} x={x + 1} width={WIDTH - 2} y={top} height={tall} />
      })}
    </g>
  )
}

const sentence = (slice: Slice): string =>
  STACK.filter((ending) => slice[ending]).map((ending) => `${count(slice[ending])} ${ENDINGS[ending].toLowerCase()}`).join(', ') || 'nothing'

function describe(slices: readonly Slice[]): string {
  const sums = STACK.map((ending) => `${count(slices.reduce((sum, slice) => sum + slice[ending], 0))} ${ENDINGS[ending].toLowerCase()}`)
  return `Conversions over time: ${sums.join(', ')}`
}

function EndingsLegend() {
  return (
    <span class="legend endings-legend">
      {STACK.map((ending) => <span key={ending} class={`is-${ending}`}><i />{ENDINGS[ending]}</span>)}
    </span>
  )
}
