import type { Tool } from '../../platform/agent/tool.ts';
import { calculateTool } from './calculate.tool.ts';
import { chartTool, type SaveMedia } from './chart.tool.ts';
import { currentTimeTool } from './current-time.tool.ts';

/** What the tools need from outside. */
interface ToolPorts {
  now: () => Date;
  saveMedia: SaveMedia;
}

/** The tools that come with the product. A new one is one file and one line here. */
export const builtinTools = (ports: ToolPorts): Tool[] => [chartTool(ports), calculateTool(), currentTimeTool(ports)];
