"""Pages with forms as shops have them, and what must never leave them."""

from __future__ import annotations

from hashlib import sha256

CHECKOUT = """
<form id=checkout action=/thanks>
  <input autocomplete="email" name=mail>
  <input autocomplete="section-a billing tel" name=phone>
  <input autocomplete="billing given-name" name=first><input autocomplete="billing family-name" name=last>
  <input autocomplete="shipping given-name" name=to>
  <input autocomplete="address-level2" name=town><input autocomplete="postal-code" name=code>
  <select autocomplete="country" name=land><option value=""></option><option value=1>Deutschland</option></select>
  <input type=date autocomplete=bday name=born>
  <button>Pay</button>
</form>"""

TYPED = {
    "[name=mail]": "Ada@Example.com",
    "[name=phone]": "+49 176 12345670",
    "[name=first]": "Ada",
    "[name=last]": "Lovelace",
    "[name=to]": "Charles",
    "[name=town]": "Marburg",
    "[name=code]": "35037",
    "[name=born]": "1990-12-10",
}

TOLD = {
    "em": "Ada@Example.com",
    "ph": "+49 176 12345670",
    "fn": "Ada",
    "ln": "Lovelace",
    "ct": "Marburg",
    "zp": "35037",
    "country": "Deutschland",
    "db": "1990-12-10",
}

TRAPS = """
<form id=traps action=/thanks>
  <input type=email name=mail>
  <input type=password name=pw autocomplete=email>
  <input type=hidden name=email autocomplete=email value="hidden-trap@example.com">
  <input name=card_name autocomplete="cc-name"><input name=number inputmode=numeric autocomplete="cc-number">
  <input name=cvv type=tel><input name=iban type=tel><input name=tax_id type=tel><input name=ssn type=tel>
  <input name=otp type=tel autocomplete="one-time-code">
  <input name=phone type=tel>
  <fieldset data-tandem-ignore><input type=email name=friend></fieldset>
  <input type=email name=honey style="visibility:hidden">
  <input name=remark><button>Send</button>
</form>
<script>document.querySelector('[name=honey]').value = 'honey-trap@example.com'</script>"""

PLANTED = {
    "[name=pw]": "Secret-Word-77",
    "[name=card_name]": "Cardholder Trapname",
    "[name=number]": "5555 5555 5555 4444",
    "[name=cvv]": "73691",
    "[name=iban]": "DE89370400440532013000",
    "[name=tax_id]": "12345678903",
    "[name=ssn]": "078-05-1120",
    "[name=otp]": "918273",
    "[name=phone]": "4111 1111 1111 1111",
    "[name=friend]": "friend-trap@example.com",
    "[name=remark]": "remark-trap",
}
"""By field. The numbers of card and account are published for tests; the social security number was one in a wallet."""

HIDDEN = ("hidden-trap@example.com", "honey-trap@example.com")

LEAD = """
<form id=contact><input type=email name=mail><input autocomplete=given-name name=first><button>Ask</button></form>
<script>document.forms[0].onsubmit = (submission) => submission.preventDefault()</script>"""

SHADOW = """
<my-form></my-form>
<script>
customElements.define('my-field', class extends HTMLElement {
  connectedCallback() { this.attachShadow({mode: 'open'}).innerHTML = '<input type=email id=inner>' }
})
customElements.define('my-form', class extends HTMLElement {
  connectedCallback() {
    const root = this.attachShadow({mode: 'open'})
    root.innerHTML = `<my-field></my-field>
      <form id=deep><input autocomplete=tel id=phone><button id=go>Go</button></form>`
    root.querySelector('form').onsubmit = (submission) => submission.preventDefault()
  }
})
</script>"""


def traces(value: str) -> tuple[str, ...]:
    """How a value would show: as it is, in an address, squeezed, hashed in the forms that Meta's libraries know."""
    squeezed = "".join(filter(str.isalnum, value)).lower()
    spellings = {value, value.lower(), squeezed, value.replace(" ", "").lower()}
    quoted = {value.replace("@", "%40"), value.replace(" ", "+"), value.replace(" ", "%20")}
    return (*spellings, *quoted, *(sha256(spelling.encode()).hexdigest() for spelling in spellings))
