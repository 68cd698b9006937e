// What the browsers did, as a table of Markdown: situations down, browsers across.

import { writeFileSync } from "node:fs";

export function table(browsers) {
  const rows = new Map();
  return {
    note(situation, browser, seen) {
      if (!rows.has(situation)) rows.set(situation, {});
      rows.get(situation)[browser] = seen;
    },
    write(path, heading) {
      const line = (cells) => `| ${cells.join(" | ")} |\n`;
      const body = [...rows].map(([situation, seen]) => line([situation, ...browsers.map((browser) => seen[browser] ?? "")]));
      const head = line(["", ...browsers]) + line(["", ...browsers].map(() => "---"));
      writeFileSync(path, `# ${heading}\n\n${head}${body.join("")}`);
    },
  };
}
