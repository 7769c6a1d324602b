import { adapter, answerOf } from '../adapter.ts'

/**
 * `names`: the groups of which all must be active.
 * https://developer.onetrust.com/onetrust/docs/javascript-api
 */
adapter('onetrust', {
  on: 'OneTrustGroupsUpdated OTConsentApplied',
  read: ({ OneTrust, OnetrustActiveGroups }, _, names) =>
    OneTrust &&
    answerOf(
      names.every((group) => OnetrustActiveGroups.split(',').includes(group)),
      OneTrust.IsAlertBoxClosed(),
    ),
})
