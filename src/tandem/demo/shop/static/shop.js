// What the pages do beyond forms and links. Everything here is a comfort: without it the shop still works.
'use strict'

const one = (selector) => document.querySelector(selector)
const all = (selector) => document.querySelectorAll(selector)
const RELOADS = 'reloads left'
const PAUSE = 900 // ms between two reloads, so that each can be seen

document.documentElement.classList.add('scripted')

// Consent: keep the answer, tell the tag at once, stay on the page.
const banner = one('.banner')
for (const form of all('.banner [data-consent]')) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const answer = event.submitter.value
    const body = new URLSearchParams(new FormData(form, event.submitter))
    const kept = await fetch(form.action, { method: 'POST', body, redirect: 'manual' }).catch(() => null)
    if (kept?.type !== 'opaqueredirect') return // the shop did not hear it: keep asking
    window.tandem('consent', answer, { signal: 'manual' })
    show(answer)
  })
}

function show(answer) {
  banner.hidden = true
  const refused = answer === 'denied'
  const control = one('[data-switch="refuse-consent"]')
  control.setAttribute('aria-checked', String(refused))
  control.form.elements.answer.value = refused ? 'granted' : 'denied'
  one('main').focus({ preventScroll: true })
}

// Second thoughts: the footer's link opens the banner again, except where the question is already on the page.
one('[data-privacy]').addEventListener('click', (event) => {
  if (location.pathname === '/privacy') return
  event.preventDefault()
  banner.hidden = false
  banner.focus()
})

// "Fill in for me": the sample stands beside each field.
one('[data-fill]')?.addEventListener('click', () => {
  for (const field of all('[data-sample]')) {
    if (!field.value || field.tagName === 'INPUT') field.value = field.dataset.sample
    field.dispatchEvent(new Event('change', { bubbles: true }))
  }
})

// Complaints are read first.
one('.complaints')?.focus()

// "Reload three times": what is left to do survives the reload in the tab's own storage.
const left = Number(sessionStorage.getItem(RELOADS) ?? 0)
for (const button of all('[data-reload]')) button.addEventListener('click', () => reload(Number(button.dataset.reload)))
if (one('[data-reloaded]') && sessionStorage.getItem(RELOADS) !== null) continueReloading()

function continueReloading() {
  one('[data-reloaded]').textContent = left ? `Reloading: ${left} to go…` : 'Reloaded three times. It still counts once.'
  if (left) addEventListener('load', () => setTimeout(() => reload(left), PAUSE))
  else sessionStorage.removeItem(RELOADS)
}

function reload(times) {
  sessionStorage.setItem(RELOADS, String(times - 1))
  location.reload()
}
