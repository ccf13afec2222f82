/** The outline of a list that is on its way. */
export function Bones({ label }: { label: string }) {
  return (
    <div className="skeleton" role="status" aria-label={label}>
      {Array.from({ length: 9 }, (_, i) => (
        <span key={i} className={i % 4 === 0 ? "bone short" : "bone"} />
      ))}
    </div>
  );
}
