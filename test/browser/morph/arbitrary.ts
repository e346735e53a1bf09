import fc from 'fast-check'

/** The state around every tree. */
export const seed = '{ n: 1, on: true, t: `t`, items: [1, 2] }'

/** A change of that state, as a script. */
export const change: fc.Arbitrary<string> = fc.constantFrom(
  's.n++',
  's.on = !s.on',
  's.t += `x`',
  's.items.push(s.items.length + 7)',
  's.items.reverse()',
  's.items.shift()',
)

const some = (values: string[], maxLength = 3) =>
  fc.uniqueArray(fc.constantFrom(...values), { maxLength }).map((picked) => picked.join(' '))

const text = fc.constantFrom('a', 'b', ' ', 'é & <')
const escaped = text.map((value) => value.replace('&', '&amp;').replace('<', '&lt;'))

/** What only the server says about an element. */
const attributes = some(
  [
    'title="1"',
    'title="2"',
    'class="a"',
    'class="b a"',
    'class="c"',
    'style="color: red"',
    'style="color: blue; margin-top: 1px"',
    'data-x="1"',
    'hidden',
  ],
  4,
)

/** What Alpine makes of an element, apart from its children. */
const directives = some(
  [
    ':title="n"',
    ':class="{ z: on }"',
    ':class="on ? `a` : `y`"',
    ':style="{ color: on ? `green` : `gray` }"',
    'x-show="on"',
    'x-show="!on"',
    ':data-n="n"',
    ':hidden="on"',
    'x-data="{ m: 1 }"',
    'x-data="{ m: 2 }"',
    'x-effect="$el.seen = n"',
    '@click="n++"',
  ],
  3,
)

const tag = fc.constantFrom('div', 'span', 'section')
const id = fc.option(fc.constantFrom(...'abcdefgh'), { nil: undefined, freq: 1 })

// not an interface: letrec wants a record
type Trees = {
  plain: string
  leaf: string
  element: string
  node: string
  nodes: string
}

/** Markup of a tree. What is in templates has no ids, as it may be there twice. */
function trees(hasIds: boolean): fc.Arbitrary<string> {
  return fc.letrec<Trees>((tie) => ({
    plain: fc.oneof(
      escaped,
      text.filter((value) => /\w/.test(value)).map((value) => `<!--${value}-->`),
    ),
    leaf: fc.oneof(
      fc
        .tuple(tag, attributes, fc.constantFrom('n', 't', 'on', 'n + t'))
        .map(([name, more, expression]) => element(name, `${more} x-text="${expression}"`, '…')),
      fc.constantFrom('1', '2').map((value) => `<input value="${value}">`),
      fc.constantFrom('', ' checked').map((more) => `<input type="checkbox"${more}>`),
      fc.constant('<input x-model="t">'),
      fc.constantFrom('a', 'b').map((value) => `<textarea>${value}</textarea>`),
      fc
        .constantFrom('<option>a<option>b', '<option>a<option selected>b', '<option selected>b')
        .map((options) => `<select>${options}</select>`),
    ),
    element: fc
      .tuple(tag, hasIds ? id : fc.constant(undefined), attributes, directives, tie('nodes'))
      .map(([name, own, more, alpine, inside]) =>
        element(name, `${own ? `id="${own}" ` : ''}${more} ${alpine}`, inside),
      ),
    node: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      { arbitrary: tie('plain'), weight: 2 },
      { arbitrary: tie('leaf'), weight: 2 },
      { arbitrary: tie('element'), weight: 5 },
      { arbitrary: templates(hasIds ? trees(false) : tie('plain')), weight: hasIds ? 2 : 1 },
    ),
    nodes: fc.array(tie('node'), { maxLength: 4 }).map((each) => each.join('')),
  })).nodes
}

function templates(body: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const rendering = fc.constantFrom(
    'x-if="on"',
    'x-if="!on"',
    'x-for="i in items" :key="i"',
    'x-for="i in items"',
    'x-for="(i, k) in items.slice(1)" :key="i"',
  )
  return fc
    .tuple(rendering, tag, attributes, body)
    .map(([how, name, more, inside]) => `<template ${how}>${element(name, more, inside)}</template>`)
}

const element = (name: string, attributes: string, inside: string) =>
  `<${name} ${attributes.trim()}>${inside}</${name}>`

/** Markup of a tree, in which no id is twice. */
export const tree: fc.Arbitrary<string> = trees(true).map((markup) => {
  const seen = new Set<string>()
  return markup.replace(/ id="(\w)"/g, (all, name: string) => {
    if (seen.has(name)) return ''
    seen.add(name)
    return all
  })
})
