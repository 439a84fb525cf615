import { readdirSync, readFileSync } from 'node:fs';

// Adds up the reports that the test runner left in a folder and prints the sum as the last line of a CI run. A test
// file that failed without a failed test, because it did not load say, counts as one failure.
const [folder = '.reports', otherFailures = '0'] = process.argv.slice(2);
const reports = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')));

const sum = (count) => reports.reduce((total, report) => total + count(report), 0);
const isBrokenFile = ({ status, assertionResults }) =>
  status === 'failed' && assertionResults.every((test) => test.status !== 'failed');

const passed = sum((report) => report.numPassedTests);
const skipped = sum((report) => report.numPendingTests + report.numTodoTests);
const failedTests = sum((report) => report.numFailedTests + report.testResults.filter(isBrokenFile).length);
const failed = Math.max(failedTests, Number(otherFailures));

console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
