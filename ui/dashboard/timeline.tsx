import { gap } from '../look/format.ts'
import { seconds, when } from './amounts.ts'
import type { TimelineMoment } from './moments.tsx'

/** Moments one below the other, each with the time that passed since the one before. */
export function Timeline({ moments }: { moments: readonly TimelineMoment[] }) {
  return (
    <ol class="timeline">
      {moments.map((moment, index) => <Entry key={index} moment={moment} before={moments[index - 1]} />)}
    </ol>
  )
}

function Entry({ moment, before }: { moment: TimelineMoment; before: TimelineMoment | undefined }) {
  const passed = before && seconds(moment.at) - seconds(before.at)
  return (
    <li class={`moment is-${moment.kind}`}>
      <p class="moment-time small faint">
        <time dateTime={moment.at}>{when(moment.at)}</time>
        {passed !== undefined && passed > 0 && <span> +{gap(passed)}</span>}
      </p>
      <div class="moment-story">
        <h3 class="break">{moment.title}</h3>
        <div class="soft">{moment.detail}</div>
      </div>
    </li>
  )
}
