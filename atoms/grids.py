"""Grids: rectangular lists of rows."""


from synthgen.kinds import Flag, Grid, Integer, Integers, Size
from synthgen.library import reference


def transposed_grid(grid: Grid) -> Grid:
    """Return the transpose of `grid`.

    The rows of the transpose are the columns of the grid, from left to right. The
    transpose of the empty grid is the empty grid.

    中文：`grid` 的转置。转置的各行依次是原网格从左到右的各列。空网格的转置仍为空网格。

    >>> transposed_grid([[1, 2, 3], [4, 5, 6]])
    [[1, 4], [2, 5], [3, 6]]
    >>> transposed_grid([])
    []
    """
    return [list(column) for column in zip(*grid, strict=True)]


@reference(transposed_grid)
def transposed_grid_by_positions(grid: Grid) -> Grid:
    width = len(grid[0]) if grid else 0
    return [[row[column] for row in grid] for column in range(width)]


@reference(transposed_grid)
def transposed_grid_by_growing_columns(grid: Grid) -> Grid:
    width = len(grid[0]) if grid else 0
    columns: list[list[int]] = [[] for _ in range(width)]
    for row in grid:
        for column, cell in zip(columns, row, strict=True):
            column.append(cell)
    return columns


def rotated_grid(grid: Grid) -> Grid:
    """Return the clockwise rotation of `grid` by a quarter turn.

    In the clockwise rotation, the left column of the grid, read from bottom to top,
    becomes the top row. The rotation of the empty grid is the empty grid.

    中文：`grid` 顺时针旋转 90 度所得的网格。顺时针旋转时，
    原网格最左边的一列自下而上成为最上面的一行。空网格旋转后仍为空网格。

    >>> rotated_grid([[1, 2, 3], [4, 5, 6]])
    [[4, 1], [5, 2], [6, 3]]
    >>> rotated_grid([])
    []
    """
    return [list(column) for column in zip(*reversed(grid), strict=True)]


@reference(rotated_grid)
def rotated_grid_by_positions(grid: Grid) -> Grid:
    height = len(grid)
    width = len(grid[0]) if grid else 0
    rotated = [[0] * height for _ in range(width)]
    for row in range(height):
        for column in range(width):
            rotated[column][height - 1 - row] = grid[row][column]
    return rotated


@reference(rotated_grid)
def rotated_grid_by_mirroring(grid: Grid) -> Grid:
    width = len(grid[0]) if grid else 0
    transposed = [[row[column] for row in grid] for column in range(width)]
    return [row[::-1] for row in transposed]


def column_totals(grid: Grid) -> Integers:
    """Return the list of the column sums of `grid`.

    The column sums are listed from left to right; the empty grid has no columns.

    中文：`grid` 的各列之和组成的列表。各列之和从左到右排列；空网格没有列。

    >>> column_totals([[1, -2, 3], [4, 5, 6]])
    [5, 3, 9]
    >>> column_totals([])
    []
    """
    width = len(grid[0]) if grid else 0
    return [sum(row[column] for row in grid) for column in range(width)]


@reference(column_totals)
def column_totals_by_adding_rows(grid: Grid) -> Integers:
    totals = [0] * len(grid[0]) if grid else []
    for row in grid:
        for column, cell in enumerate(row):
            totals[column] += cell
    return totals


@reference(column_totals)
def column_totals_by_zipping(grid: Grid) -> Integers:
    return [sum(column) for column in zip(*grid, strict=True)]


def main_diagonal(grid: Grid) -> Integers:
    """Return the list of the numbers on the main diagonal of `grid`.

    The main diagonal runs down from the top left corner and holds the cells whose row
    index equals their column index, whether or not the grid is square. The empty grid
    has no such cells.

    中文：`grid` 的主对角线上各格中的数组成的列表。主对角线从左上角向下，
    由行号与列号相等的格子组成，网格不必是正方形。空网格没有这样的格子。

    >>> main_diagonal([[1, 2, 3], [4, 5, 6]])
    [1, 5]
    >>> main_diagonal([[7], [8]])
    [7]
    >>> main_diagonal([])
    []
    """
    width = len(grid[0]) if grid else 0
    size = min(len(grid), width)
    return [grid[index][index] for index in range(size)]


@reference(main_diagonal)
def main_diagonal_by_scanning(grid: Grid) -> Integers:
    diagonal: list[int] = []
    for row, cells in enumerate(grid):
        for column, cell in enumerate(cells):
            if row == column:
                diagonal.append(cell)
    return diagonal


@reference(main_diagonal)
def main_diagonal_by_strides(grid: Grid) -> Integers:
    width = len(grid[0]) if grid else 0
    cells = [cell for row in grid for cell in row]
    # In reading order the next diagonal cell is one row and one column further.
    return cells[: width * width : width + 1]


def is_symmetric_grid(grid: Grid) -> Flag:
    """Return whether `grid` is symmetric about its main diagonal.

    A grid is symmetric if it equals its transpose, the grid that has its columns as
    rows; so a grid that is not square is not symmetric. The empty grid is symmetric.

    中文：`grid` 关于主对角线对称。对称是指网格与其转置（以其各列为行的网格）相等，
    因此非正方形的网格不对称。空网格是对称的。

    >>> is_symmetric_grid([[1, 2], [2, 5]])
    True
    >>> is_symmetric_grid([[1, 2], [3, 1]])
    False
    >>> is_symmetric_grid([[0, 0]])
    False
    >>> is_symmetric_grid([])
    True
    """
    return grid == [list(column) for column in zip(*grid, strict=True)]


@reference(is_symmetric_grid)
def is_symmetric_grid_by_positions(grid: Grid) -> Flag:
    size = len(grid)
    is_square = all(len(row) == size for row in grid)
    return is_square and all(
        grid[row][column] == grid[column][row]
        for row in range(size)
        for column in range(row)
    )


@reference(is_symmetric_grid)
def is_symmetric_grid_by_peeling(grid: Grid) -> Flag:
    top_row = grid[0] if grid else []
    left_column = [row[0] for row in grid]
    inner = [row[1:] for row in grid[1:]]
    return not grid or (top_row == left_column and is_symmetric_grid_by_peeling(inner))


def spiral_cells(grid: Grid) -> Integers:
    """Return the list of the numbers of `grid` in clockwise spiral order.

    The spiral starts in the top left corner, first follows the top row to the right,
    and winds inwards until every cell is visited once. The empty grid has no cells.

    中文：`grid` 中各格的数按顺时针螺旋顺序排成的列表。螺旋从左上角出发，
    先沿最上面一行向右，再逐圈向内，直到每个格子都恰好经过一次。空网格没有格子。

    >>> spiral_cells([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    [1, 2, 3, 6, 9, 8, 7, 4, 5]
    >>> spiral_cells([[1, 2, 3], [4, 5, 6], [7, 8, 9], [10, 11, 12]])
    [1, 2, 3, 6, 9, 12, 11, 10, 7, 4, 5, 8]
    >>> spiral_cells([[1], [2]])
    [1, 2]
    >>> spiral_cells([])
    []
    """
    cells: list[int] = []
    remaining = grid
    while remaining:
        cells.extend(remaining[0])
        columns = [list(column) for column in zip(*remaining[1:], strict=True)]
        remaining = columns[::-1]
    return cells


@reference(spiral_cells)
def spiral_cells_by_walking(grid: Grid) -> Integers:
    unvisited = {
        (row, column): cell
        for row, cells in enumerate(grid)
        for column, cell in enumerate(cells)
    }
    spiral: list[int] = []
    row, column = 0, 0
    row_step, column_step = 0, 1
    while unvisited:
        spiral.append(unvisited.pop((row, column)))
        if (row + row_step, column + column_step) not in unvisited:
            row_step, column_step = column_step, -row_step
        row += row_step
        column += column_step
    return spiral


@reference(spiral_cells)
def spiral_cells_by_shrinking_borders(grid: Grid) -> Integers:
    cells: list[int] = []
    top, bottom = 0, len(grid) - 1
    left, right = 0, len(grid[0]) - 1 if grid else -1
    while top <= bottom and left <= right:
        cells += [grid[top][column] for column in range(left, right + 1)]
        cells += [grid[row][right] for row in range(top + 1, bottom + 1)]
        if top < bottom and left < right:
            cells += [grid[bottom][column] for column in range(right - 1, left, -1)]
            cells += [grid[row][left] for row in range(bottom, top, -1)]
        top, bottom = top + 1, bottom - 1
        left, right = left + 1, right - 1
    return cells


def neighbour_totals(grid: Grid) -> Grid:
    """Return the grid of the neighbour sums of `grid`.

    The neighbour sum of a cell is the sum of the numbers in the cells directly above,
    below, left and right of it, as far as they exist, without the cell itself; it
    stands in the place of the cell. For the empty grid, the grid of the neighbour sums is empty, too.

    中文：`grid` 中各格的邻格之和组成的网格。一个格子的邻格之和是其上、下、左、
    右四个相邻格中的数之和，不存在的相邻格不计，该格自身也不计入；
    这个和放在该格的位置上。空网格的邻格之和组成的网格仍为空网格。

    >>> neighbour_totals([[1, 2, 3], [4, 5, 6]])
    [[6, 9, 8], [6, 12, 8]]
    >>> neighbour_totals([[7]])
    [[0]]
    >>> neighbour_totals([])
    []
    """
    totals = [[0] * len(row) for row in grid]
    for row, cells in enumerate(grid):
        for column in range(len(cells)):
            if row > 0:
                totals[row][column] += grid[row - 1][column]
            if row < len(grid) - 1:
                totals[row][column] += grid[row + 1][column]
            if column > 0:
                totals[row][column] += cells[column - 1]
            if column < len(cells) - 1:
                totals[row][column] += cells[column + 1]
    return totals


@reference(neighbour_totals)
def neighbour_totals_by_padding(grid: Grid) -> Grid:
    width = len(grid[0]) if grid else 0
    padded = [[0] * width, *grid, [0] * width]
    totals: list[list[int]] = []
    for index, row in enumerate(grid):
        above, below = padded[index], padded[index + 2]
        left, right = [0, *row[:-1]], [*row[1:], 0]
        columns = zip(above, below, left, right, strict=True)
        totals.append([sum(neighbours) for neighbours in columns])
    return totals


@reference(neighbour_totals)
def neighbour_totals_by_pairs_of_rows(grid: Grid) -> Grid:
    totals = [
        [left + right for left, right in zip([0, *row[:-1]], [*row[1:], 0], strict=True)]
        for row in grid
    ]
    for row in range(1, len(grid)):
        for column, (above, below) in enumerate(zip(grid[row - 1], grid[row], strict=True)):
            totals[row - 1][column] += below
            totals[row][column] += above
    return totals


def flood_filled_grid(grid: Grid, value: Integer) -> Grid:
    """Return the flood fill of `grid` with `value`.

    A flood fill starts in the top left cell: this cell, and every cell equal to it that
    can be reached from it by steps up, down, left or right through cells equal to it,
    gets the fill value; all other cells are unchanged. The flood fill of the empty grid
    is the empty grid.

    中文：用 `value` 漫水填充 `grid` 所得的网格。漫水填充从左上角的格子开始：
    把这个格子，以及从它出发、只经过与它相等的格子、
    上下左右移动所能到达的与它相等的格子都改为填充值，其余格子不变。
    对空网格漫水填充所得的仍为空网格。

    >>> flood_filled_grid([[1, 0, 1, 0], [1, 1, 1, 0], [0, 0, 0, 1]], 5)
    [[5, 0, 5, 0], [5, 5, 5, 0], [0, 0, 0, 1]]
    >>> flood_filled_grid([[2, 2]], 2)
    [[2, 2]]
    >>> flood_filled_grid([], 3)
    []
    """
    filled = [list(row) for row in grid]
    visited: set[tuple[int, int]] = set()
    pending = [(0, 0)] if grid else []
    while pending:
        row, column = pending.pop()
        inside = 0 <= row < len(grid) and 0 <= column < len(grid[0])
        if inside and grid[row][column] == grid[0][0] and (row, column) not in visited:
            visited.add((row, column))
            filled[row][column] = value
            pending += [(row - 1, column), (row + 1, column)]
            pending += [(row, column - 1), (row, column + 1)]
    return filled


@reference(flood_filled_grid)
def flood_filled_grid_by_layers(grid: Grid, value: Integer) -> Grid:
    region: set[tuple[int, int]] = set()
    layer = {(0, 0)} if grid else set()
    while layer:
        region |= layer
        near = {(row + step, column) for row, column in layer for step in (-1, 1)}
        near |= {(row, column + step) for row, column in layer for step in (-1, 1)}
        layer = {
            (row, column)
            for row, column in near - region
            if 0 <= row < len(grid)
            and 0 <= column < len(grid[0])
            and grid[row][column] == grid[0][0]
        }
    filled = [list(cells) for cells in grid]
    for row, column in region:
        filled[row][column] = value
    return filled


def region_count(grid: Grid) -> Size:
    """Return the number of regions of equal cells in `grid`.

    Two equal cells are in the same region if steps up, down, left or right through
    cells equal to them lead from one to the other. A cell without an equal neighbour is
    a region of its own, and the empty grid has no regions.

    中文：`grid` 中由相等格子构成的连通区域的个数。两个相等的格子，
    若能只经过与它们相等的格子、上下左右移动而互达，就属于同一区域。
    没有相等邻格的格子自成一个区域，空网格没有区域。

    >>> region_count([[1, 0, 1], [1, 1, 1]])
    2
    >>> region_count([[0, 1], [1, 0]])
    4
    >>> region_count([])
    0
    """
    remaining = {
        (row, column): cell
        for row, cells in enumerate(grid)
        for column, cell in enumerate(cells)
    }
    count = 0
    while remaining:
        position, value = remaining.popitem()
        count += 1
        pending = [position]
        while pending:
            row, column = pending.pop()
            above, below = (row - 1, column), (row + 1, column)
            left, right = (row, column - 1), (row, column + 1)
            for neighbour in (above, below, left, right):
                if remaining.get(neighbour) == value:
                    del remaining[neighbour]
                    pending.append(neighbour)
    return count


@reference(region_count)
def region_count_by_union_find(grid: Grid) -> Size:
    width = len(grid[0]) if grid else 0
    cells = [cell for row in grid for cell in row]
    parents = list(range(len(cells)))
    count = len(cells)
    for index, cell in enumerate(cells):
        left = index - 1 if index % width > 0 else index
        above = index - width if index >= width else index
        for neighbour in (left, above):
            if cells[neighbour] == cell:
                root, other = index, neighbour
                while parents[root] != root:
                    root = parents[root]
                while parents[other] != other:
                    other = parents[other]
                if root != other:
                    parents[root] = other
                    count -= 1
    return count


def next_generation(grid: Grid) -> Grid:
    """Return the next generation of `grid` in Conway's Game of Life.

    A cell is alive unless it is 0, its neighbours are the up to eight cells around it,
    and nothing outside the grid lives. In the next generation a cell is 1 if it has
    exactly three living neighbours now, or is alive now and has exactly two; otherwise
    it is 0. The next generation of the empty grid is the empty grid.

    中文：`grid` 按康威生命游戏规则演化出的下一代。不为 0 的格子是活的，
    邻居是其周围至多八个格子，网格之外没有活格。当前恰有三个活邻居的格子，
    以及恰有两个活邻居的活格，在下一代中为 1，其余格子为 0。空网格的下一代仍为空网格。

    >>> next_generation([[0, 1, 0], [0, 1, 0], [0, 1, 0]])
    [[0, 0, 0], [1, 1, 1], [0, 0, 0]]
    >>> next_generation([[-3, 5], [0, 7]])
    [[1, 1], [1, 1]]
    >>> next_generation([[4, 4, 4]])
    [[0, 1, 0]]
    >>> next_generation([])
    []
    """
    alive = [[int(cell != 0) for cell in row] for row in grid]
    following = []
    for index, cells in enumerate(alive):
        nearby = alive[max(index - 1, 0) : index + 2]
        columns = [0, *map(sum, zip(*nearby, strict=True)), 0]
        generation = []
        for place, cell in enumerate(cells):
            # Three in a block: alive with two neighbours, or dead with three.
            block = columns[place] + columns[place + 1] + columns[place + 2]
            generation.append(int(block == 3 or block - cell == 3))
        following.append(generation)
    return following


@reference(next_generation)
def next_generation_by_spreading(grid: Grid) -> Grid:
    neighbours = [[0] * len(cells) for cells in grid]
    for row, cells in enumerate(grid):
        for column, cell in enumerate(cells):
            if cell != 0:
                neighbours[row][column] -= 1
                for counts in neighbours[max(row - 1, 0) : row + 2]:
                    for place in range(max(column - 1, 0), min(column + 2, len(cells))):
                        counts[place] += 1
    return [
        [
            int(count == 3 or (count == 2 and cell != 0))
            for cell, count in zip(cells, counts, strict=True)
        ]
        for cells, counts in zip(grid, neighbours, strict=True)
    ]


@reference(next_generation)
def next_generation_by_padding(grid: Grid) -> Grid:
    width = len(grid[0]) if grid else 0
    dead = [False] * (width + 2)
    padded = [dead, *([False, *map(bool, cells), False] for cells in grid), dead]
    following: list[list[int]] = []
    for above, middle, below in zip(padded[:-2], padded[1:-1], padded[2:], strict=True):
        generation: list[int] = []
        for place in range(width):
            nearby = [*above[place : place + 3], *below[place : place + 3]]
            neighbours = sum(nearby) + middle[place] + middle[place + 2]
            born_or_kept = neighbours == 3 or (neighbours == 2 and middle[place + 1])
            generation.append(int(born_or_kept))
        following.append(generation)
    return following
