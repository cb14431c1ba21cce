import js from '@eslint/js'
import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'
import globals from 'globals'
import ts from 'typescript-eslint'

export default ts.config(
  { ignores: ['dist', 'dist-fake', 'src/backend/bindings.ts', 'src/components.d.ts'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.{ts,vue}'],
    languageOptions: { globals: globals.browser, parserOptions: { parser: ts.parser } },
    rules: {
      'no-undef': 'off',
      'vue/multi-word-component-names': 'off',
      'vue/require-default-prop': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['@tauri-apps/*'], message: 'Only src/backend speaks to Tauri.' }] },
      ],
      'vue/max-lines-per-block': ['error', { script: 220, template: 220, style: 160, skipBlankLines: true }],
      'max-lines': ['error', { max: 300, skipBlankLines: true }],
    },
  },
  { files: ['src/backend/**/*.ts'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['src/**/*.test.ts'], rules: { 'max-lines': 'off' } },
  prettier,
)
