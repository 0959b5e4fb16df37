/**
 * Adds up the vitest runs of .ci/run and prints the closing line `N passed, N failed, N skipped`.
 * A step that failed without a failed test (a crash, lint, a time-out) counts as one failure, so
 * that the line can never look green when a step was not.
 *
 * Usage: node .ci/sum-up.mjs FOLDER FAILED_STEPS
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [folder, failedSteps] = [process.argv[2] ?? ".", Number(process.argv[3] ?? 0)];
const total = { passed: 0, failed: 0, skipped: 0 };

for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
  const report = JSON.parse(readFileSync(join(folder, file), "utf8"));
  total.passed += report.numPassedTests;
  total.failed += report.numFailedTests;
  total.skipped += report.numPendingTests + report.numTodoTests;
  console.log(`${file.slice(0, -5)}: ${report.numPassedTests} of ${report.numTotalTests}`);
  for (const suite of report.testResults) tellFailures(file.slice(0, -5), suite);
}

/** Names what failed, here too: logs are often kept by their end only. */
function tellFailures(run, { name, message, assertionResults }) {
  const failed = assertionResults.filter(({ status }) => status === "failed");
  if (failed.length === 0 && message) console.log(`  ${run}: ${name}\n${indent(message)}`);
  for (const { fullName, failureMessages } of failed)
    console.log(`  ${run}: ${name}: ${fullName}\n${indent(failureMessages.join("\n"))}`);
}

function indent(text) {
  return text
    .split("\n")
    .slice(0, 30)
    .map((line) => `    ${line.slice(0, 300)}`)
    .join("\n");
}

total.failed = Math.max(total.failed, failedSteps);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);
