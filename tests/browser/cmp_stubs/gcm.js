// Google's Consent Mode v2 as a banner drives it: denied by default, an update when the visitor has answered.
// https://developers.google.com/tag-platform/security/guides/consent
!(function (page, before) {
  page.dataLayer = page.dataLayer || []
  page.gtag = function () {
    page.dataLayer.push(arguments)
  }
  const all = (state) => ({ ad_storage: state, analytics_storage: state, ad_user_data: state, ad_personalization: state })
  page.gtag('consent', 'default', { ...all('denied'), wait_for_update: 500 })
  page.gtag('js', new Date())
  if (before) setTimeout(() => page.gtag('consent', 'update', all(before)), 100)
  page.visitor = {
    accept: () => page.gtag('consent', 'update', all('granted')),
    refuse: () => page.gtag('consent', 'update', all('denied')),
    reopen() {},
  }
})(window, new URLSearchParams(location.search).get('answered'))
