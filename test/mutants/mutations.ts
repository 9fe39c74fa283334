import ts from 'typescript'

/** A change at one place in a file. */
export interface Mutation {
  /** Counted from 1. */
  readonly line: number
  readonly start: number
  readonly end: number
  readonly replacement: string
}

/** The replacements of operators. */
const OPERATORS: Readonly<Record<string, string>> = {
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '&&': '||',
  '||': '&&',
  '+=': '-=',
  '-=': '+=',
  '*=': '/=',
}

/** All changes to try on a file. */
export function mutationsOf(path: string, text: string): Mutation[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const found: Mutation[] = []
  const add = (node: ts.Node, replacement: string): void => {
    const start = node.getStart(file)
    const line = file.getLineAndCharacterOfPosition(start).line + 1
    found.push({ line, start, end: node.end, replacement })
  }
  const visit = (node: ts.Node): void => {
    // The compiler checks types, and the surface test checks messages.
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isImportDeclaration(node)) return
    if (ts.isThrowStatement(node) || ts.isTemplateExpression(node) || ts.isPropertyName(node)) {
      if (!ts.isNumericLiteral(node)) {
        if (ts.isComputedPropertyName(node)) ts.forEachChild(node, visit)
        return
      }
    }
    mutate(node, add)
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

function mutate(node: ts.Node, add: (node: ts.Node, replacement: string) => void): void {
  if (ts.isBinaryExpression(node)) {
    const operator = OPERATORS[node.operatorToken.getText()] as string | undefined
    const isText = ts.isStringLiteralLike(node.left) || ts.isStringLiteralLike(node.right)
    if (operator !== undefined && !(isText && operator === '-')) add(node.operatorToken, operator)
    if (node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken) add(node, node.right.getText())
  } else if (ts.isNumericLiteral(node)) {
    add(node, node.text === '0' ? '1' : node.text === '1' ? '2' : `(${node.getText()} * 1.25)`)
  } else if (node.kind === ts.SyntaxKind.TrueKeyword) add(node, 'false')
  else if (node.kind === ts.SyntaxKind.FalseKeyword) add(node, 'true')
  else if (ts.isPrefixUnaryExpression(node)) {
    if (node.operator === ts.SyntaxKind.ExclamationToken || node.operator === ts.SyntaxKind.MinusToken) {
      add(node, `(${node.operand.getText()})`)
    }
  } else if (ts.isIfStatement(node) || ts.isConditionalExpression(node)) {
    const condition = ts.isIfStatement(node) ? node.expression : node.condition
    for (const value of ['true', 'false']) add(condition, `(${value} as boolean)`)
  } else if (ts.isExpressionStatement(node) && ts.isCallExpression(node.expression)) {
    add(node, ';')
  } else if (ts.isPropertyAccessExpression(node) && node.expression.getText() === 'Math') {
    const other = { min: 'max', max: 'min', floor: 'ceil', ceil: 'floor' }[node.name.text]
    if (other !== undefined) add(node.name, other)
  }
}
