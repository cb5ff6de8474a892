/** Makes one thing for each input, told apart by what it is as JSON, and keeps it. */
export function onceEach<Input, Made>(make: (input: Input) => Made): (input: Input) => Made {
  const made = new Map<string, Made>();
  return (input) => {
    const key = JSON.stringify(input);
    const known = made.get(key);
    if (known !== undefined) return known;
    const fresh = make(input);
    made.set(key, fresh);
    return fresh;
  };
}
