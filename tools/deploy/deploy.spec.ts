import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { makeInstruments, metricNames } from '@xiezhi/messaging';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const Rules = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string(),
          expr: z.string(),
          for: z.string().optional(),
          labels: z.object({ severity: z.enum(['warning', 'critical']) }),
          annotations: z.strictObject({ summary: z.string(), runbook: z.string() }),
        }),
      ),
    }),
  ),
});
const Dashboard = z.object({
  title: z.string(),
  panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).min(1) })).min(1),
});

const alerts = Rules.parse(parse(read('deploy/alerts.yml'))).groups.flatMap(({ rules }) => rules);
const panels = Dashboard.parse(JSON.parse(read('deploy/grafana-dashboard.json'))).panels;

/** Gauges of services, beside those of libs/messaging; each is seen where it is named. */
const gaugesOfServices: Record<string, string> = {
  'xiezhi.intake.open': 'libs/service/src/intake.ts',
  'xiezhi.replan.outstanding': 'apps/case-supervision/src/replan/replan.worker.ts',
  'xiezhi.audit.chain_breaks': 'apps/audit/src/trail/break-gauge.ts',
};
const countersOfServices: Record<string, string> = { 'xiezhi.intake.refused': 'libs/service/src/intake.ts' };

/** What /metrics spells every metric like: made by the serializer that the services use, from the instruments that they use. */
async function exportedNames(): Promise<Set<string>> {
  const reader = new PrometheusExporter({ preventServerStart: true });
  const meter = new MeterProvider({ readers: [reader] }).getMeter('spec');
  const instruments = makeInstruments(meter);
  for (const instrument of Object.values(instruments)) {
    if ('add' in instrument) instrument.add(1);
    else instrument.record(1);
  }
  const others = Object.entries(metricNames).flatMap(([key, name]) => (key in instruments ? [] : [name]));
  const gauges = [...others, ...Object.keys(gaugesOfServices)];
  for (const name of gauges) meter.createObservableGauge(name).addCallback((result) => result.observe(1));
  for (const name of Object.keys(countersOfServices)) meter.createCounter(name).add(1);
  const text = new PrometheusSerializer('', false, undefined, false, true).serialize((await reader.collect()).resourceMetrics);
  return new Set(text.split('\n').flatMap((line) => /^([a-z]\w*)[{ ]/.exec(line)?.[1] ?? []));
}

const metricsIn = (expression: string): string[] => expression.match(/\b(?:xiezhi|http|process)_\w+/g) ?? [];

let exported: Set<string>;
beforeAll(async () => {
  exported = await exportedNames();
});

describe('the alert rules', () => {
  it.each(alerts.map((rule) => [rule.alert, rule] as const))(
    '%s looks at metrics that are made, and has a runbook',
    (_name, { expr, annotations }) => {
      expect(metricsIn(expr).length).toBeGreaterThan(0);
      expect(metricsIn(expr).filter((name) => !exported.has(name))).toEqual([]);
      expect(existsSync(join(root, annotations.runbook))).toBe(true);
      expect(read(annotations.runbook)).toContain('## Tried');
    },
  );

  it('watch what delivery rests on', () => {
    const watched = new Set(alerts.flatMap(({ expr }) => metricsIn(expr)));
    for (const name of [
      'xiezhi_outbox_oldest_age',
      'xiezhi_consumer_lag',
      'xiezhi_consumer_parked_lanes',
      'xiezhi_relay_lease_losses_total',
      'xiezhi_consumer_missing',
      'xiezhi_audit_chain_breaks',
      'xiezhi_consumer_failing',
      'xiezhi_intake_open',
    ])
      expect(watched).toContain(name);
  });
});

describe('the dashboard', () => {
  it.each(panels.map((panel) => [panel.title, panel] as const))('%s shows metrics that are made', (_title, { targets }) => {
    const named = targets.flatMap(({ expr }) => metricsIn(expr));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !exported.has(name))).toEqual([]);
  });
});

it.each(Object.entries({ ...gaugesOfServices, ...countersOfServices }))('%s is made in %s', (name, file) =>
  expect(read(file)).toContain(`'${name}'`),
);
