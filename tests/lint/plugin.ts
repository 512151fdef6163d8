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

/** Refuses checks of input whose faults have no code: pages could not explain them. */
const codedFault = {
  create(context: Context) {
    return {
      CallExpression(node: Node): void {
        const callee = node['callee'] as Node
        const name = nameOf(callee['property'] as Node | undefined)
        const given = node['arguments'] as Node[]
        const needed = callee.type === 'MemberExpression' ? CODED.get(name ?? '') : undefined
        if (needed !== undefined && !needed.isCoded(given))
          context.report({ node, message: needed.message })
      },
    }
  },
}

type Coding = { isCoded(given: Node[]): boolean; message: string }

const CODED: ReadonlyMap<string, Coding> = new Map(
  Object.entries({
    refine: {
      isCoded: ([, says]) => isCallOf(says, 'fault') || isCallOf(spreadIn(says), 'fault'),
      message: "Give the fault a code: refine(…, fault('code', 'reason')).",
    },
    addIssue: {
      isCoded: ([issue]) => isCallOf(issue, 'faultIssue'),
      message: "Give the fault a code: addIssue(faultIssue('code', 'reason')).",
    },
    regex: {
      isCoded: ([, says]) => says === undefined,
      message: "Give the fault a code: textMatching(text, expression, fault('code', 'reason')).",
    },
  }),
)

/** The first part of an object that says more, such as the path. */
function spreadIn(node: Node | undefined): Node | undefined {
  const [first] = (node?.['properties'] ?? []) as Node[]
  return first?.type === 'SpreadElement' ? (first['argument'] as Node) : undefined
}

const nameOf = (node: Node | undefined): string | undefined => node?.['name'] as string | undefined

const isCallOf = (node: Node | undefined, name: string): boolean =>
  node?.type === 'CallExpression' && nameOf(node['callee'] as Node) === name

function constantOf({ type, value }: Node): string | undefined {
  return type === 'Literal' && typeof value === 'string' ? value : undefined
}

export default {
  meta: { name: 'gramd' },
  rules: { 'linear-regexp': linearRegexp, 'coded-fault': codedFault },
}
