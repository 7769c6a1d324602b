import { useState } from 'preact/hooks'
import { Badge } from '../look/badge.tsx'
import { Card } from '../look/card.tsx'
import { count, plural } from '../look/format.ts'
import { fetchReport } from './report.ts'
import type { Account, Balance } from './shapes.ts'

export function BalanceBadge({ balance }: { balance: Balance }) {
  return balance.balanced
    ? <Badge kind="counted">The books balance</Badge>
    : <Badge kind="refused">The books are off by {plural(balance.difference, 'row')}</Badge>
}

/** The proof that nothing vanished, as sums that anybody can check. */
export function BalanceCard({ balance }: { balance: Balance }) {
  const { arrivals } = balance
  return (
    <Card title="Where everything went">
      <Sum name="All messages ever kept" total={arrivals.arrivals} difference={arrivals.difference}
        parts={[[arrivals.conversions, 'conversions'], [arrivals.repetitions, 'repetitions, merged']]} />
      {balance.destinations.map((account) => <AccountSum key={account.destination} account={account} />)}
      <p class="small faint">{balance.balanced ? AGREE : OFF}</p>
      <Proof />
    </Card>
  )
}

const AGREE = 'What was owed and what became of it are counted apart, with every change: nothing is lost, nothing counts twice.'
const PROVED = 'Counted anew, each row with its counterpart, over the whole ledger: nothing is lost, nothing counts twice.'
const OFF = 'Some rows of the ledger have no counterpart. Please report it, and keep a copy of the data folder.'

/** The whole ledger counted anew, when somebody asks for it: it takes some seconds for a million rows. */
function Proof() {
  const [said, setSaid] = useState('')
  async function prove() {
    setSaid('Counting…')
    const told = await fetchReport<Balance>('/api/balance/proof')
    setSaid(told.value ? (told.value.balanced ? PROVED : OFF) : told.problem?.problem ?? '')
  }
  return (
    <p class="small">
      <button type="button" class="button" disabled={said === 'Counting…'} onClick={() => void prove()}>Prove it row by row</button>{' '}
      <span role="status">{said}</span>
    </p>
  )
}

function AccountSum({ account }: { account: Account }) {
  return (
    <Sum name={`Accepted for ${account.destination}`} total={account.accepted} difference={account.difference}
      parts={[[account.delivered, 'delivered'], [account.refused, 'held back or refused'], [account.waiting, 'waiting']]} />
  )
}

interface SumProps {
  name: string
  total: number
  parts: readonly (readonly [number, string])[]
  difference: number
}

function Sum({ name, total, parts, difference }: SumProps) {
  return (
    <p class="sum">
      <span class="sum-name break">{name}</span>
      <strong>{count(total)}</strong> = {parts.map(([number, what], index) => (
        <span key={what}>{index > 0 && ' + '}<strong>{count(number)}</strong> {what}</span>
      ))}
      {difference > 0 && <> <Badge kind="refused">off by {count(difference)}</Badge></>}
    </p>
  )
}
