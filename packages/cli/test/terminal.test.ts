import { describe, expect, it } from 'vitest';
import { nightshift } from './support/cli.js';
import { hasTerminal, TerminalCli } from './support/terminal.js';

const ENTER = '\r';
const CONTROL_C = '\u0003';
const COLOUR = /\u001b\[3\dm/; // eslint-disable-line no-control-regex -- the colours are what is tested

const withTerminal = hasTerminal();
if (!withTerminal) console.warn('skipped: tests on a terminal need `script` of util-linux');

describe.runIf(withTerminal)('on a terminal', { timeout: 120_000 }, () => {
  it('asks which job, and for its options, and tells the command line that does without asking', async () => {
    const cli = new TerminalCli([]);
    await cli.shown('Which job?');
    cli.type('collec');
    await cli.shown('Collects what totals need');
    cli.type(ENTER);
    await cli.shown('userId <integer>');
    cli.type(`8${ENTER}`);
    await cli.shown('dryRun');
    cli.type(`y${ENTER}`);
    await cli.shown('The same without asking: nightshift run collect --userId=8 --dryRun');
    await cli.shown('"collected": 10');
    expect(await cli.ended).toBe(0);
  });

  it('asks for what is missing, until it is right', async () => {
    const cli = new TerminalCli(['run', 'sync-user']);
    await cli.shown('Who is copied');
    cli.type(`eight${ENTER}`);
    await cli.shown('Expected --userId to be a whole number');
    cli.type(`${'\u007f'.repeat(5)}8${ENTER}`);
    await cli.shown('"userId": 8');
    expect(await cli.ended).toBe(0);
  });

  it('shows the plan of a group and asks before it runs', async () => {
    const cli = new TerminalCli(['run', '--group=nightly', '--userId=8']);
    await cli.shown('Enqueue 3 runs?');
    expect(cli.raw).toContain('added because build-index needs it');
    cli.type('n');
    expect(await cli.ended).toBe(130);
    expect(cli.raw).not.toContain('prepared');
  });

  it('draws a line that moves, and cancels with Ctrl+C', async () => {
    const cli = new TerminalCli(['run', 'slow']);
    await cli.shown('45%  9/20');
    expect(cli.raw).toContain('█');
    expect(cli.raw).toMatch(COLOUR);
    cli.type(CONTROL_C);
    await cli.shown('Press Ctrl+C again');
    expect(await cli.ended).toBe(130);
    await cli.shown('slow cancelled');
  });

  it.each([
    [['list'], { NO_COLOR: '1' }],
    [['list', '--no-color'], {}],
    [['list'], { TERM: 'dumb' }],
  ])('has no colour with %j and %j', async (args, env) => {
    const cli = new TerminalCli(args, env);
    expect(await cli.ended).toBe(0);
    expect(cli.raw).toContain('sync-user');
    expect(cli.raw).not.toMatch(COLOUR);
  });
});

describe.concurrent('away from a terminal', () => {
  it('lists without a question or an escape code', async () => {
    const [bare, run, list] = await Promise.all([nightshift([]), nightshift(['run']), nightshift(['list'])]);
    expect(bare).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('sync-user\n      Copies one user'),
    });
    expect(bare.stdout).not.toContain('\u001b');
    expect([bare.stdout, run.stdout]).toEqual([list.stdout, list.stdout]);
  });

  it('has colour when it is forced', async () => {
    const { stdout } = await nightshift(['list'], { env: { FORCE_COLOR: '1' } });
    expect(stdout).toMatch(COLOUR);
    const json = await nightshift(['list', '--json'], { env: { FORCE_COLOR: '1', FIXTURE_DOWN: '1' } });
    expect(json.stdout).not.toContain('\u001b');
    expect(JSON.parse(json.stdout)).toMatchObject({
      schemaVersion: 1,
      kind: 'list',
      jobs: expect.arrayContaining([expect.objectContaining({ name: 'sync-user' })]),
    });
  });

  it('explains commands and jobs with the store down', async () => {
    const env = { FIXTURE_DOWN: '1' };
    const everything = await nightshift(['--help'], { env, cwd: '/' });
    expect(everything).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Examples') });
    const [command, job, anywhere] = await Promise.all([
      nightshift(['help', 'run'], { env, cwd: '/' }),
      nightshift(['help', 'run', 'sync-user'], { env }),
      nightshift(['run', 'sync-user', '--userId', '8', '-h'], { env }),
    ]);
    expect(command.stdout).toContain('--plan');
    expect(job.stdout).toContain('--userId, --user-id <integer>        Who is copied; required');
    expect(job.stdout).toContain(`--opts '{"queue": …}'`);
    expect(anywhere.stdout).toBe(job.stdout);
  });

  it('says what to do where there is no application', async () => {
    const result = await nightshift(['list'], { cwd: '/' });
    expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining('defineApp({ jobs, open })') });
  });
});
