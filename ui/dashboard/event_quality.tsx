import './match_quality.css'
import { Badge } from '../look/badge.tsx'
import { Card } from '../look/card.tsx'
import { Advice, Score } from './quality_parts.tsx'
import { useReport } from './report.ts'
import type { EventQuality } from './shapes.ts'

/** How well this one event can be matched; nothing for an event that does not go to Meta. */
export function EventQualityCard({ id }: { id: number }) {
  const { value } = useReport<EventQuality | null>(`/api/events/${id}/match-quality`)
  if (!value) return null
  const carried = value.estimate.keys.filter(({ coverage }) => coverage > 0)
  return (
    <Card title="Match quality" aside={<Badge kind="plain">Estimate</Badge>}>
      <div class="quality">
        <Score name="Our estimate" score={value.estimate.score} scale={value} note={`Meta asks for ${value.target.toFixed(1)} or more`} />
        <div class="quality-words">
          <p class="small soft">{carried.length > 0
            ? <>It counts {carried.map(({ name, contributed }) => `${name} ${contributed.toFixed(1)}`).join(' + ')}.</>
            : 'It carries nothing that Meta scores.'}</p>
          <Advice advice={value.estimate.advice} />
        </div>
      </div>
    </Card>
  )
}
