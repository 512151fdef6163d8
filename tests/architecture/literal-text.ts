import type { ESTree } from 'vite'

/** The text of a string literal or of a template without expressions; undefined of anything else. */
export function literalText(node: ESTree.Node | null | undefined): string | undefined {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value
  if (node?.type === 'TemplateLiteral' && node.expressions.length === 0) {
    return node.quasis[0]?.value.cooked ?? undefined
  }
  return undefined
}

/** The name that a call or `new` goes by: `f` of `f()`, `a.f()` and `a?.f()`. */
export function calleeName(callee: ESTree.Expression): string | undefined {
  if (callee.type === 'Identifier') return callee.name
  if (callee.type === 'MemberExpression' && callee.property.type === 'Identifier') {
    return callee.property.name
  }
  if (callee.type === 'ChainExpression' && callee.expression.type !== 'TSNonNullExpression') {
    return calleeName(callee.expression)
  }
  return undefined
}
