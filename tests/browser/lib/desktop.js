// A desktop whose handler for sipphone: links is a program that writes down what it gets.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

const HANDLER = "sipphone-test.desktop";

/** On Debian without a desktop the system's font is DejaVu, which no phone has. */
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <match target="pattern">
    <edit name="family" mode="prepend" binding="strong"><string>Roboto</string></edit>
  </match>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
</fontconfig>
`;

/** A home folder of its own, with the handler program registered in it, or without. */
export function desktop({ hasApp = true } = {}) {
  const home = mkdtempSync(join(tmpdir(), "siplaunch-home-"));
  const received = join(home, "received");
  const program = join(home, "handler");
  // Chromium leaves other schemes to xdg-open, which gives those without a program to any browser.
  const lost = join(home, "lost");
  const browser = join(home, "browser");
  const applications = join(home, ".local/share/applications");
  const fonts = join(home, "fonts.conf");

  mkdirSync(applications, { recursive: true });
  mkdirSync(join(home, ".config"));
  writeFileSync(received, "");
  writeFileSync(lost, "");
  writeFileSync(fonts, FONTS);
  writeFileSync(program, `#!/bin/sh\nprintf '%s\\n' "$@" >>${received}\n`, { mode: 0o755 });
  writeFileSync(browser, `#!/bin/sh\necho >>${lost}\n`, { mode: 0o755 });
  const env = { ...process.env, HOME: home, FONTCONFIG_FILE: fonts, LC_ALL: "C.UTF-8" };
  for (const name of Object.keys(env)) if (name.startsWith("XDG_")) delete env[name];
  env.BROWSER = browser;
  const install = () => {
    const entry = `[Desktop Entry]\nType=Application\nName=Test\nExec=${program} %u\nMimeType=x-scheme-handler/sipphone;\n`;
    writeFileSync(join(applications, HANDLER), entry);
    execFileSync("xdg-mime", ["default", HANDLER, "x-scheme-handler/sipphone"], { env });
  };
  if (hasApp) install();

  return {
    home,
    env,
    /** As a customer does who has no app yet. */
    install,
    /** All that the handler program was started with, one argument an item. */
    received: () => readFileSync(received, "utf8").split("\n").slice(0, -1),
    /** How many links xdg-open had no program for. */
    lost: () => readFileSync(lost, "utf8").length,
    /** Waits until there is more than `count`, and then a little for what should not come. */
    async receivedAfter(count) {
      for (let left = 600; left > 0 && this.received().length <= count; left--) await setTimeout(50);
      await setTimeout(100);
      return this.received().slice(count);
    },
    remove: () => rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  };
}
