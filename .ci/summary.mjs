// Prints "N passed, N failed, N skipped" from vitest's JSON report. In CI a test that skips for want of a program is a failure.
import { readFile } from 'node:fs/promises';

const report = JSON.parse(await readFile('test-results/vitest.json', 'utf8'));
const tests = report.testResults.flatMap((file) => file.assertionResults.map((test) => ({ file: file.name, ...test })));
const wanting = tests.filter(
  ({ status, fullName }) => (status === 'skipped' || status === 'pending') && /skipped: needs (?!a mount)/.test(fullName),
);
for (const { file, fullName } of wanting) process.stderr.write(`skipped in CI: ${file}: ${fullName}\n`);
const skipped = report.numPendingTests + report.numTodoTests;
process.stdout.write(`${report.numPassedTests} passed, ${report.numFailedTests + wanting.length} failed, ${skipped} skipped\n`);
process.exit(wanting.length > 0 || report.numFailedTests > 0 || !report.success ? 1 : 0);
