namespace MiniKubelet.Api.Tables;

/// <summary>A column of server-side printing (metav1.TableColumnDefinition).</summary>
/// <param name="Name">Its head.</param>
/// <param name="Wide">Shown only with <c>-o wide</c>.</param>
/// <param name="Format"><c>name</c> for the column that names the object.</param>
internal sealed record Column(string Name, bool Wide = false, string Format = "");

/// <summary>What kubectl prints of a kind. The columns are those of kubernetes/pkg/printers/internalversion.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="Row">An object's cells, one for each column.</param>
internal sealed record Table<T>(Column[] Columns, Func<T, DateTimeOffset, string[]> Row);
