// A Shopify storefront: the Customer Privacy API comes when it is asked for. https://shopify.dev/docs/api/customer-privacy
!(function (page, before) {
  let marketing = { granted: 'yes', denied: 'no' }[before] || ''

  function answer(given) {
    marketing = given === 'granted' ? 'yes' : 'no'
    const marketingAllowed = marketing === 'yes'
    const detail = { marketingAllowed, saleOfDataAllowed: true, analyticsAllowed: true, preferencesAllowed: true }
    document.dispatchEvent(new CustomEvent('visitorConsentCollected', { detail }))
  }
  const customerPrivacy = {
    marketingAllowed: () => marketing === 'yes',
    saleOfDataAllowed: () => true,
    currentVisitorConsent: () => ({ marketing, analytics: '', preferences: '', sale_of_data: '' }),
  }
  page.Shopify = {
    loadFeatures(features, done) {
      if (features[0].name !== 'consent-tracking-api' || features[0].version !== '0.1') throw Error('no such feature')
      setTimeout(() => {
        page.Shopify.customerPrivacy = customerPrivacy
        done()
      }, 100)
    },
  }
  page.visitor = { accept: () => answer('granted'), refuse: () => answer('denied'), reopen() {} }
})(window, new URLSearchParams(location.search).get('answered'))
