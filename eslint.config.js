import tseslint from 'typescript-eslint';

/** Type-aware rules. What is switched off here is switched off for a reason that stands beside it. */
export default tseslint.config(
  { ignores: ['dist/**', 'coverage/**', '.seatback/**', '*.config.js', 'test/*.js', '.dependency-cruiser.js'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Methods that return a promise say so, also where an adapter of the same shape has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      // Nest's modules are classes without members; decorators carry what they are.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // `() => resolve()` and arrow functions around a void call read well.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Units and counts in messages are numbers; objects and nullish values are still refused.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      // Nest types its options as classes and takes plain objects for them.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // Leaving a property out by destructuring names it without using it.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      // A string is spread to get its code points, which is what lengths and tables of characters are about.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.spec.ts', 'test/**/*.ts'],
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      // What a test knows to be there may fail loudly where it is not.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // A seeded check prints seed, count and figure.
      'no-console': 'off',
    },
  },
);
