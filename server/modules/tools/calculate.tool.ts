import { Type } from 'typebox';
import { defineTool, type Tool } from '../../platform/agent/tool.ts';
import { calculate } from './calculator/calculate.ts';

/** Arithmetic, exact where it can be. */
export const calculateTool = (): Tool =>
  defineTool({
    name: 'calculate',
    title: 'Calculate',
    description:
      'Calculates an arithmetic expression: + - * / ^ mod, percentages (12% of 300, 200 + 10%), factorials, sqrt, cbrt, abs, round(x; digits), floor, ceil, sin, cos, tan, asin, acos, atan, ln, log, log2, exp, min, max, sum, mean, pi, e. Whole numbers and decimals are exact. Use it for every calculation; it knows no units and no variables.',
    parameters: Type.Object({ expression: Type.String({ minLength: 1, maxLength: 65_536 }) }),
    risk: 'read',
    timeoutSeconds: 5,
    call: async ({ expression }) => {
      const result = calculate(expression.trim());
      if (!result.ok) return result;
      const sign = result.exact ? '=' : '≈';
      return { ok: true, content: `${sign} ${result.text}`, answer: `${sign} **${result.text}**` };
    },
  });
