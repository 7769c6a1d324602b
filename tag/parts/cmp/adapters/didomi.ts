import { adapter, answerOf } from '../adapter.ts'

/**
 * `names`: vendors or purposes of which all must be enabled.
 * https://developers.didomi.io/cmp/web-sdk/reference/api
 */
adapter('didomi', {
  ask: ({ Didomi }, tell) => Didomi && (Didomi.on('consent.changed', tell), true),
  read({ Didomi }, _, names) {
    if (!Didomi) return
    const { vendors, purposes } = Didomi.getCurrentUserStatus()
    const enabled = names.map((name) => (vendors[name] || purposes[name] || {}).enabled)
    return answerOf(
      enabled.every((one) => one),
      !enabled.includes(undefined) && !Didomi.shouldUserStatusBeCollected?.(),
    )
  },
})
