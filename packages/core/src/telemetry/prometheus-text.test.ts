import { expect, it } from 'vitest';
import { Counter, Histogram } from './metric-family.js';
import { prometheusText } from './prometheus-text.js';

it('escapes labels and help, and leaves out what has no value', () => {
  const counter = new Counter('hits_total', 'Hits \\ of\nall');
  counter.add({ path: 'C:\\"new"\n' });
  expect(prometheusText([counter.family(), new Counter('none_total', 'None').family()])).toBe(
    '# HELP hits_total Hits \\\\ of\\nall\n# TYPE hits_total counter\nhits_total{path="C:\\\\\\"new\\"\\n"} 1\n',
  );
});

it('adds buckets up', () => {
  const histogram = new Histogram('took_seconds', 'Took', [1, 5]);
  for (const value of [0.5, 1, 3, 9]) histogram.observe(histogram.of({ job: 'a' }), value);
  expect(prometheusText([histogram.family()])).toBe(
    [
      '# HELP took_seconds Took',
      '# TYPE took_seconds histogram',
      'took_seconds_bucket{job="a",le="1"} 2',
      'took_seconds_bucket{job="a",le="5"} 3',
      'took_seconds_bucket{job="a",le="+Inf"} 4',
      'took_seconds_sum{job="a"} 13.5',
      'took_seconds_count{job="a"} 4',
      '',
    ].join('\n'),
  );
});
