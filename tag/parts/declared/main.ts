/** Events declared in HTML: `data-tandem-event="AddToCart"`, and forms that the site's settings name. */
import type { Part } from '../../src/host.ts'
import { join } from '../join.ts'
import { callOf, type DeclaredForm } from './declaration.ts'

const declared: Part = ({ page, settings, tag }) => {
  const { forms } = settings['declared'] as { readonly forms: readonly DeclaredForm[] }
  // Looked up when it happens, so that it does not matter when an element came; before the page's own listeners, which
  // may stop the event or leave the page.
  for (const kind of ['click', 'submit']) {
    page.addEventListener(
      kind,
      (happened) => {
        const call = callOf(happened.composedPath(), kind === 'submit', forms)
        if (call) tag.track(...call)
      },
      true,
    )
  }
}

join(declared)
