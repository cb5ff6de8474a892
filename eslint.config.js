import js from '@eslint/js';
import prettier from 'eslint-config-prettier/flat';
import jest from 'eslint-plugin-jest';
import regexp from 'eslint-plugin-regexp';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const impure = (selector, thing) => ({
  selector,
  message: `Pure code takes ${thing} as an argument.`,
});

const spreadInto = (callee) => ({
  selector: `CallExpression${callee} > SpreadElement`,
  message:
    'A list of any length overflows the stack there: use least or greatest (src/domain/extremes.ts), or a loop.',
});
const SPREADS = [spreadInto("[callee.object.name='Math'][callee.property.name=/^(min|max)$/]")];

export default defineConfig(
  { ignores: ['dist/', 'coverage/', '.lab/', 'lab/elasticsearch/target/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-console': 'error',
      // What takes more takes them by name.
      'max-params': ['error', 5],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreVoidReturningFunctions: true, ignoreArrowShorthand: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  { files: ['src/**', 'handlers/**'], rules: { 'no-restricted-syntax': ['error', ...SPREADS] } },
  {
    files: [
      'src/{domain,log,archivers,facts,rules,causes,advice,checks,report,messages}/**',
      'src/threads/{alerts,record}/**',
    ],
    rules: {
      'no-restricted-syntax': [
        'error',
        impure("NewExpression[callee.name='Date'][arguments.length=0]", 'the time'),
        impure("MemberExpression[object.name='Date'][property.name='now']", 'the time'),
        impure("MemberExpression[object.name='Math'][property.name='random']", 'randomness'),
        impure("MemberExpression[object.name='process'][property.name='env']", 'configuration'),
        ...SPREADS,
      ],
    },
  },
  {
    // These run over every line that anybody wrote: each has to come to an end in a time that grows with the line.
    files: ['src/{domain,log,archivers,facts,causes,messages}/**', 'src/threads/alerts/**'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential' }],
    },
  },
  {
    files: ['test/**'],
    extends: [jest.configs['flat/recommended']],
    rules: {
      'jest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*', 'fc.assert'] }],
    },
  },
  // Cases that several tests share are functions with expectations in them.
  { files: ['test/support/**'], rules: { 'jest/no-standalone-expect': 'off' } },
  { files: ['**/*.cjs'], languageOptions: { globals: { module: 'writable' } } },
  {
    files: ['.ci/*.mjs', 'deploy/**/*.mjs'],
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        fetch: 'readonly',
        URLSearchParams: 'readonly',
      },
    },
  },
  {
    files: ['sandbox/page/*.js'],
    languageOptions: {
      globals: Object.fromEntries(
        ['document', 'location', 'fetch', 'open', 'EventSource', 'URLSearchParams'].map((name) => [
          name,
          'readonly',
        ]),
      ),
    },
  },
  prettier,
);
