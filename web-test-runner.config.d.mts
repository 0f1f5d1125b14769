import type { BrowserLauncher, TestRunnerConfig } from '@web/test-runner';

export function firefox(env?: Record<string, string>): BrowserLauncher;
declare const config: TestRunnerConfig & { browsers: BrowserLauncher[] };
export default config;
