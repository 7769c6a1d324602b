import { count } from './format.ts'

export interface Slice {
  /** Unix seconds at which the slice begins. */
  at: number
  browser: number
  server: number
}

const WIDTH = 10
const HEIGHT = 100

/** Browser and server events over time, one stacked bar for each slice. Scales to the tallest bar. */
export function Bars({ slices, label }: { slices: readonly Slice[]; label: string }) {
  const tallest = Math.max(1, ...slices.map((slice) => slice.browser + slice.server))
  return (
    <svg class="bars" viewBox={`0 0 ${slices.length * WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
      {slices.map((slice, index) => <Bar key={slice.at} slice={slice} x={index * WIDTH} unit={HEIGHT / tallest} />)}
      <line class="bar-base" x1="0" x2={slices.length * WIDTH} y1={HEIGHT} y2={HEIGHT} />
    </svg>
  )
}

function Bar({ slice, x, unit }: { slice: Slice; x: number; unit: number }) {
  const server = slice.server * unit
  const browser = slice.browser * unit
  return (
    <g>
      <title>{`${new Date(slice.at * 1000).toLocaleTimeString()}: ${count(slice.browser)} browser, ${count(slice.server)} server`}</title>
      <rect class="bar-server" x={x + 1} width={WIDTH - 2} y={HEIGHT - server} height={server} />
      <rect class="bar-browser" x={x + 1} width={WIDTH - 2} y={HEIGHT - server - browser} height={browser} />
    </g>
  )
}

/** Which colour is which leg. */
export function Legend() {
  return (
    <span class="legend">
      <span class="is-browser"><i />Browser</span>
      <span class="is-server"><i />Server</span>
    </span>
  )
}
