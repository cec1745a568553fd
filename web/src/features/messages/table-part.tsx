interface TablePartProps {
  columns: readonly string[];
  rows: readonly (readonly unknown[])[];
}

const cellText = (value: unknown) =>
  value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);

/** Rows and columns in a message. */
export function TablePartView({ columns, rows }: TablePartProps) {
  return (
    <div className="my-1.5 max-h-80 max-w-full overflow-auto rounded-xl shadow-[inset_0_0_0_1px_var(--line)]">
      <table className="min-w-full text-sm">
        <thead className="sticky top-0 bg-sunken text-start">
          <tr>
            {columns.map((column) => (
              <th
                key={column}
                dir="auto"
                scope="col"
                className="px-3 py-1.5 text-start font-semibold whitespace-nowrap"
              >
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...rows.entries()].map(([place, row]) => (
            <tr key={place} className="border-t border-line">
              {row.map((value, column) => (
                <td key={columns[column]} dir="auto" className="px-3 py-1.5 text-start tabular-nums">
                  {cellText(value)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
