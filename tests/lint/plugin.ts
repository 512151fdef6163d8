import { ambiguityOf } from './ambiguity.ts'

/** What the linter gives a rule, as far as this one reads it. */
type Node = { type: string; [field: string]: unknown }
type Context = { report(fault: { node: Node; message: string }): void }

/** Refuses expressions that may take more than linear time, written as literals or as constant texts. */
const linearRegexp = {
  create(context: Context) {
    const check = (node: Node, source: string, flags: string): void => {
      const fault = ambiguityOf(source, flags)
      if (fault !== undefined)
        context.report({ node, message: `This expression is not linear: ${fault}.` })
    }
    const checkBuilt = (node: Node): void => {
      const callee = node['callee'] as Node
      const [source, flags] = (node['arguments'] as Node[]).map(constantOf)
      if (callee['name'] === 'RegExp' && source !== undefined) check(node, source, flags ?? '')
    }
    return {
      Literal(node: Node): void {
        const regex = node['regex'] as { pattern: string; flags: string } | undefined
        if (regex) check(node, regex.pattern, regex.flags)
      },
      NewExpression: checkBuilt,
      CallExpression: checkBuilt,
    }
  },
}

function constantOf({ type, value }: Node): string | undefined {
  return type === 'Literal' && typeof value === 'string' ? value : undefined
}

export default { meta: { name: 'gramd' }, rules: { 'linear-regexp': linearRegexp } }
