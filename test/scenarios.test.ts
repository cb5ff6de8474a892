import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { SlackMessage, slackAsText } from '../demo/slack-as-text.ts';
import { replay, type Replay } from '../lab/scenario/replay.ts';
import { readScenario, scenarioNames } from '../lab/scenario/scenario-file.ts';
import { scenarioStatus } from '../lab/scenario/scenario-status.ts';
import { statusJson } from '../src/messages/status/status-json.ts';
import { statusMessage } from '../src/messages/status/status-message.ts';
import { statusText } from '../src/messages/status/status-text.ts';
import { expectGolden } from './support/golden.ts';
import { layersOf } from './support/layers.ts';
import { phoneLines } from './support/phone-lines.ts';
import { unsafeSteps } from './support/step-safety.ts';

const schema = JSON.parse(readFileSync('schemas/status.v1.schema.json', 'utf8')) as object;
const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);

let servers: Replay | undefined;
afterEach(async () => {
  await servers?.close();
});

// One folder is one situation: what the real servers answered goes in; read.yaml, facts.yaml and decision.yaml hold
// what was made of it, message.txt its words.
describe.each(scenarioNames())('%s', (name) => {
  it('gives the verdict and the words that were reviewed', async () => {
    const scenario = readScenario(name);
    servers = await replay(scenario);

    const report = await scenarioStatus(scenario, servers.elasticsearchUrl, servers.prometheusUrl);

    expect({ code: report.verdict.code, severity: report.verdict.severity }).toEqual(
      scenario.expect,
    );
    const steps = report.findings.flatMap((finding) =>
      finding.kind === 'problem' ? unsafeSteps(finding.nextSteps) : [],
    );
    expect([...steps, ...unsafeSteps(report.nextSteps)]).toEqual([]);
    const json = statusJson(report);
    validate(json);
    expect(validate.errors ?? []).toEqual([]);
    const slack = SlackMessage.parse(statusMessage(report, {}));
    // One screen of a phone: what is wrong, what it costs, what to do first.
    expect(phoneLines(slack)).toBeLessThanOrEqual(20);
    const { read, facts, decision } = layersOf(report);
    expectGolden(`${scenario.folder}/read.yaml`, read);
    expectGolden(`${scenario.folder}/facts.yaml`, facts);
    expectGolden(`${scenario.folder}/decision.yaml`, decision);
    expectGolden(
      `${scenario.folder}/message.txt`,
      `${slack.text}\n\n${slackAsText(slack)}\n\n${'─'.repeat(80)}\n\n${statusText(report)}`,
    );
  });
});
