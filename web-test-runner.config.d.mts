import type { TestRunnerConfig } from '@web/test-runner';

export function inFirefox(files: string[]): Pick<TestRunnerConfig, 'files' | 'browsers'>;
declare const config: TestRunnerConfig;
export default config;
